package dev.cairn.replay.trajectory;

/** How the steps of a stretch end, as far as is known. */
enum End {
  /** More steps may come. */
  OPEN,
  /** The episode has ended: terminated or truncated. */
  ENDED,
  /** A gap, a new episode or incarnation, or silence: the rest will never come. */
  INTERRUPTED
}
