package dev.cairn.flink;

import org.jspecify.annotations.Nullable;

/**
 * A decoded chunk for one table: its steps when it fits, only its position when it was rejected.
 * The arrays must not be changed.
 *
 * @param table the table
 * @param stream the stream; empty when the chunk's own is not valid
 * @param incarnation writer's incarnation
 * @param chunk number of the chunk, or {@link #NO_NUMBER} when what it says is not valid
 * @param steps T; for a rejected chunk the number that it claims, at most its size in bytes
 * @param origin hash of the record's position, from which ids are made
 * @param content its steps; null when the chunk was rejected
 */
record TableChunk(
    String table,
    String stream,
    long incarnation,
    long chunk,
    int steps,
    long origin,
    @Nullable Content content)
    implements StreamInput {

  static final long NO_NUMBER = -1;

  /**
   * Steps that fit the table.
   *
   * @param policyVersion learner step published with the parameters that acted; -1 when unknown
   * @param episode episode id
   * @param firstStep index of the first step in its episode
   * @param terminated the last step ended the episode in a terminal state
   * @param truncated the last step ended the episode from outside
   * @param payload columns in the order of the signature
   * @param initial initial value of each step, [T]; null when the worker gave none
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Content(
      long policyVersion,
      long episode,
      long firstStep,
      boolean terminated,
      boolean truncated,
      byte[] payload,
      float @Nullable [] initial) {}
}
