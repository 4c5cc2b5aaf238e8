/** Pictures, event files and animations of a run. */
@NullMarked
package dev.cairn.jobs.chart;

import org.jspecify.annotations.NullMarked;
