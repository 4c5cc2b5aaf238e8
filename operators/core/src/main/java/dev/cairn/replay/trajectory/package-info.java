/**
 * From chunks, cut anywhere, to runs of items: what waits for more steps, and where items begin.
 */
@NullMarked
package dev.cairn.replay.trajectory;

import org.jspecify.annotations.NullMarked;
