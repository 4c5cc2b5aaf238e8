package dev.cairn.examples.dqn;

/**
 * One update of a learner.
 *
 * @param updates updates made, this one included
 * @param loss mean weighted Huber loss of the batch
 * @param meanQ mean estimate of the batch
 * @param gradientNorm global L2 norm before clipping
 * @param policyLag learner step less mean policy version of the batch, in updates; NaN if unknown
 * @param effectiveSampleSize of the batch, in (0, 1]
 */
public record LearnerStatistics(
    long updates,
    double loss,
    double meanQ,
    double gradientNorm,
    double policyLag,
    double effectiveSampleSize) {}
