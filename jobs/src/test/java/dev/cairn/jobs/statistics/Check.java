package dev.cairn.jobs.statistics;

/** One group of figures. */
interface Check {

  /** What it shows. */
  String title();

  /** Measures and says each figure. */
  void run(Figures figures) throws Exception;
}
