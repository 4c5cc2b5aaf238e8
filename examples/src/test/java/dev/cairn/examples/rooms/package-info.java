@NullMarked
package dev.cairn.examples.rooms;

import org.jspecify.annotations.NullMarked;
