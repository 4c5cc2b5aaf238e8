package dev.cairn.jobs.chaos.trial;

import java.nio.file.Path;

/** One kind of trouble, on a cluster of its own. */
public interface Scenario {

  /** On the command line: lower case with hyphens. */
  String name();

  /** What is done, in one line. */
  String does();

  /**
   * Does it.
   *
   * @param folder of the cluster, empty
   * @param seen is told what is seen, and what must be so
   * @throws Exception when it goes wrong in another way than it may
   */
  void run(Path folder, Seen seen) throws Exception;
}
