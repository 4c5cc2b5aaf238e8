/** Faults of the environment, one by one on a cluster each: {@code scripts/faults}. */
@NullMarked
package dev.cairn.jobs.chaos.trial;

import org.jspecify.annotations.NullMarked;
