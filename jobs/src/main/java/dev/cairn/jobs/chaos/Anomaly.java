package dev.cairn.jobs.chaos;

import java.util.Locale;

/** What can be wrong with a run. */
enum Anomaly {
  /** A step that Kafka acknowledged is not there, and was not evicted. */
  LOST,
  /** A step is there more than once. */
  DOUBLED,
  /** An item that nobody sent, or that was certainly not written. */
  PHANTOM,
  /** The payload or the identity of an item is another item's. */
  MISLABELED,
  /** An item is in a tier that its importance does not reach. */
  WRONG_TIER,
  /** What came in is not what became of it. */
  LEDGER_UNBALANCED,
  /** The auditor found the stored state broken. */
  BROKEN_STATE,
  /** A request was answered twice, or a batch came twice, without a restart between. */
  REPEATED_WITHOUT_RESTART,
  /** A shard began a new attempt though nothing happened to it. */
  RESTART_UNSEEN,
  /** A learner was given a batch of an earlier attempt than one it had. */
  WENT_BACK,
  /** Batches are missing from the newest attempt of a shard. */
  BATCH_LOST,
  /** Importance weights or probabilities that cannot be. */
  BAD_WEIGHT,
  /** Feedback that Kafka acknowledged was not counted, or is not in force. */
  FEEDBACK_LOST,
  /** More feedback was counted than was sent. */
  FEEDBACK_DOUBLED,
  /** Faults had ended, and batches or steps did not flow in time. */
  STALLED,
  /** There is no savepoint to compare with: nothing is proved. */
  NOT_AUDITED;

  /** As it is printed. */
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
