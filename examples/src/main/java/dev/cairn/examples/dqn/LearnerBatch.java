package dev.cairn.examples.dqn;

/**
 * A batch and what is worth knowing about it.
 *
 * @param transitions what to learn from
 * @param policyVersion mean policy version of its items, those unknown left out; NaN if all are
 * @param effectiveSampleSize (Σw)²/(B·Σw²) of the importance weights at β = 1, in (0, 1]: 1 when
 *     every item counts alike
 */
public record LearnerBatch(
    DqnBatch transitions, double policyVersion, double effectiveSampleSize) {}
