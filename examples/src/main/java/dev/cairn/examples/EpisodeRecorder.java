package dev.cairn.examples;

/**
 * Takes down the steps of one environment, in order. One thread at a time. Every method may block
 * while the pace holds steps back, and is interruptible.
 */
public interface EpisodeRecorder {

  /** An episode begins. */
  void begin(float[] observation) throws InterruptedException;

  /** A step was taken; if it {@linkplain Step#ended() ended} the episode, begin comes next. */
  void record(int action, Step step) throws InterruptedException;

  /**
   * With which parameters the next steps are acted.
   *
   * @param version learner step published with them, or -1 for none
   */
  void policyVersion(long version) throws InterruptedException;
}
