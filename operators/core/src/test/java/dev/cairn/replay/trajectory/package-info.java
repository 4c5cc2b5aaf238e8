@NullMarked
package dev.cairn.replay.trajectory;

import org.jspecify.annotations.NullMarked;
