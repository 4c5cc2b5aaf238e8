/** Random generators whose state is part of a snapshot. */
@NullMarked
package dev.cairn.replay.random;

import org.jspecify.annotations.NullMarked;
