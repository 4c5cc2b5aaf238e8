package dev.cairn.jobs.bench;

/**
 * What writers and learners ask of a service.
 *
 * @param rate transitions a second; 0 for as many as are taken, as in a mode that only adds
 * @param inFlight requests that a learner keeps in flight where it works as fast as it is answered
 * @param requests requests a second where it works at a fixed pace, above 0
 * @param updates each drawn item gets a new value
 * @param lognormal items come with TD errors of exp(2 N(0, 1)) and keep them, whatever is drawn;
 *     else an item's value comes with its first feedback and stays within a tenth of its own
 * @param fill items that are written before the start
 */
record Demand(
    long rate, int inFlight, double requests, boolean updates, boolean lognormal, long fill) {

  /** A learner with updates that works as fast as it is answered. */
  static Demand closed(long rate, int inFlight) {
    return new Demand(rate, inFlight, 1, true, false, 0);
  }
}
