package dev.cairn.examples;

/**
 * Hears what a {@link EpisodeWorker} does, in the worker's thread: to be quick, and thread-safe
 * when several workers share it.
 */
public interface WorkerListener {

  /** Hears nothing. */
  WorkerListener NONE = new WorkerListener() {};

  /** One environment took a step; called before the step is recorded. */
  default void stepped() {}

  /**
   * An episode ended.
   *
   * @param episodeReturn sum of its rewards, undiscounted
   * @param steps its length, >= 1
   * @param policyVersion learner step of the parameters that acted last; -1 for none
   */
  default void episodeEnded(double episodeReturn, int steps, long policyVersion) {}
}
