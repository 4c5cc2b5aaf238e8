/** How fast items are sampled and inserted: rate limiter, writers' allowance, active writers. */
@NullMarked
package dev.cairn.replay.limiter;

import org.jspecify.annotations.NullMarked;
