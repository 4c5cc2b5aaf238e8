/** The members of one tier, how they are drawn, and how a batch is split over tiers. */
@NullMarked
package dev.cairn.replay.tier;

import org.jspecify.annotations.NullMarked;
