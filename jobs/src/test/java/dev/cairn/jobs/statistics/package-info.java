/** Proof by figures that draws, weights and feedback are what they claim to be. */
@NullMarked
package dev.cairn.jobs.statistics;

import org.jspecify.annotations.NullMarked;
