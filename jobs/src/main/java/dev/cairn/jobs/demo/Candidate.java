package dev.cairn.jobs.demo;

/**
 * Frozen parameters that may solve the task.
 *
 * @param <P> type of the parameters; never changed after they are handed over
 * @param parameters what to act with
 * @param version learner step at which they were taken
 * @param envSteps environment steps when they were published
 */
record Candidate<P>(P parameters, long version, long envSteps) {}
