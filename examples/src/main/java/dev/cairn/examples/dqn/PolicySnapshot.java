package dev.cairn.examples.dqn;

/**
 * A frozen policy.
 *
 * @param version the learner's step at which it was taken, >= 0
 * @param network what acts
 */
public record PolicySnapshot(long version, Mlp network) {}
