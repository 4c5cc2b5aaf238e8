/** Samplers: how items are drawn from one tier of one shard. */
@NullMarked
package dev.cairn.replay.sampler;

import org.jspecify.annotations.NullMarked;
