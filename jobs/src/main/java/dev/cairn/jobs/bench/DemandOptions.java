package dev.cairn.jobs.bench;

import picocli.CommandLine.Option;

/** Options of a load: see {@link Demand}. */
final class DemandOptions {

  @Option(
      names = "--rate",
      defaultValue = "0",
      description = "Transitions a second; 0 for as many as are taken.")
  private long rate;

  @Option(names = "--in-flight", defaultValue = "4", description = "Requests of a closed loop.")
  private int inFlight;

  @Option(
      names = "--requests",
      defaultValue = "20",
      description = "Requests a second of a paced learner.")
  private double requests;

  @Option(
      names = "--updates",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Each drawn item gets a new TD error.")
  private boolean updates;

  @Option(names = "--lognormal", description = "Items come with TD errors and keep them.")
  private boolean lognormal;

  @Option(names = "--fill", defaultValue = "0", description = "Items written before the start.")
  private long fill;

  Demand demand() {
    return new Demand(rate, inFlight, requests, updates, lognormal, fill);
  }
}
