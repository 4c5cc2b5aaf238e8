package dev.cairn.examples;

/**
 * Acts in one environment and takes down what happens. One thread at a time. Methods may block
 * while the pace holds steps back, and are interruptible.
 */
public interface Player {

  /** An episode begins. */
  void begin(float[] observation) throws InterruptedException;

  /** The action to take next. */
  int act() throws InterruptedException;

  /** What the action led to; if that {@linkplain Step#ended() ended} the episode, begin is next. */
  void took(int action, Step step) throws InterruptedException;

  /** Learner step of the parameters that acted last; -1 for none. */
  long policyVersion();
}
