package dev.cairn.replay;

import dev.cairn.replay.UpdateLedger.Outcome;

/**
 * Takes what learners say of the items they were given, and counts each value by its outcome.
 *
 * <p>What answers a batch that this shard cannot have given (of a later attempt, or not drawn yet)
 * is invalid: applied, it would shut out all later feedback. Not thread-safe.
 */
final class Feedback {

  private final Routing routing;
  private final Sampling sampling;
  private final UpdateLedger ledger;
  private final FeedbackMonitor monitor;
  private final long attempt;

  Feedback(
      Routing routing,
      Sampling sampling,
      UpdateLedger ledger,
      FeedbackMonitor monitor,
      long attempt) {
    this.routing = routing;
    this.sampling = sampling;
    this.ledger = ledger;
    this.monitor = monitor;
    this.attempt = attempt;
  }

  /**
   * @throws IllegalArgumentException when slots, ids and values are not of one length
   */
  void apply(PriorityUpdates updates, long nowMs) {
    int items = updates.slots().length;
    if (updates.ids().length != items || updates.values().length != items) {
      throw new IllegalArgumentException(
          "slots, ids and values must be of one length: slots="
              + items
              + " ids="
              + updates.ids().length
              + " values="
              + updates.values().length);
    }
    boolean known = isKnown(updates.attempt(), updates.sequence());
    routing.index.touch(updates.slots());
    long lagSum = 0;
    int lagged = 0;
    int applied = 0;
    for (int i = 0; i < items; i++) {
      Outcome outcome = known ? apply(updates, i) : Outcome.INVALID;
      ledger.count(outcome);
      if (outcome == Outcome.APPLIED) {
        applied++;
        int slot = updates.slots()[i];
        long version = routing.index.page(slot).policyVersion(slot & IndexPage.MASK);
        if (version >= 0 && updates.policyVersion() >= 0) {
          lagSum += updates.policyVersion() - version;
          lagged++;
        }
      }
    }
    if (applied > 0) {
      routing.endUpdates();
      monitor.feedback(updates, lagSum, lagged, nowMs);
    }
  }

  private Outcome apply(PriorityUpdates updates, int i) {
    return routing.update(
        updates.slots()[i],
        updates.ids()[i],
        updates.values()[i],
        updates.attempt(),
        updates.sequence(),
        updates.attempt() < attempt);
  }

  private boolean isKnown(long ofAttempt, long sequence) {
    return sequence >= 0
        && sequence < Stamps.MAX_SEQUENCE
        && (ofAttempt < attempt || (ofAttempt == attempt && sequence < sampling.sequence()));
  }
}
