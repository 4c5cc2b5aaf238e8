package dev.cairn.examples.rooms;

/**
 * Takes down the steps of an agent of two levels, in order. One thread at a time. Methods may block
 * while the pace holds steps back, and are interruptible.
 */
public interface OptionRecorder {

  /** An episode begins. */
  void begin(float[] observation) throws InterruptedException;

  /** A step was taken; if it ended the episode, begin comes next. */
  void record(OptionStep step) throws InterruptedException;

  /**
   * With which parameters of the lower level the next steps are acted.
   *
   * @param version learner step published with them, or -1 for none
   */
  void policyVersion(long version) throws InterruptedException;
}
