/** Scorers and normalisers: from a raw score to importance r in [0, 1]. */
@NullMarked
package dev.cairn.replay.importance;

import org.jspecify.annotations.NullMarked;
