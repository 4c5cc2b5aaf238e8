package dev.cairn.examples.dqn;

/** Hears what a {@link DqnLearner} does, in the learner's thread: to be quick. */
public interface LearnerListener {

  /** Hears nothing. */
  LearnerListener NONE = new LearnerListener() {};

  /** An update was made. */
  default void updated(LearnerStatistics statistics) {}

  /** New parameters are published: with this learner step as their version. */
  default void published(PolicySnapshot policy) {}

  /**
   * No batch came for a second; the learner asks on.
   *
   * @param reason why, for people
   */
  default void waiting(String reason) {}
}
