/** Metrics of a running job, asked for by a real Prometheus. */
@NullMarked
package dev.cairn.jobs.metrics;

import org.jspecify.annotations.NullMarked;
