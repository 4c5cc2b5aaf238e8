@NullMarked
package dev.cairn.client;

import org.jspecify.annotations.NullMarked;
