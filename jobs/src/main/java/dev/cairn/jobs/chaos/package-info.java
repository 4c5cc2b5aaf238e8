/**
 * Runs the service under faults and judges what came of it: workloads that write down what they
 * saw, the faults, and a checker of the written history.
 */
@NullMarked
package dev.cairn.jobs.chaos;

import org.jspecify.annotations.NullMarked;
