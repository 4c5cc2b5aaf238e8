/** Long runs and heavy ones, each with what it must show and a verdict: {@code cairn endurance}. */
@NullMarked
package dev.cairn.jobs.endurance;

import org.jspecify.annotations.NullMarked;
