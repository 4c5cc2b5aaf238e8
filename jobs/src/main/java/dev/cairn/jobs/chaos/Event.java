package dev.cairn.jobs.chaos;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/**
 * One line of a history: what a worker, a learner, the fault injector or the auditor saw.
 *
 * <p>A step has a {@link StepNumber}, unique in the run, that is stored with it as a column; so an
 * item is recognized wherever it comes up again. A hash is a {@link RowHash} of the item's columns.
 */
@SuppressWarnings("ArrayRecordComponent")
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Event.Sent.class, name = "sent"),
  @JsonSubTypes.Type(value = Event.SendEnded.class, name = "send-ended"),
  @JsonSubTypes.Type(value = Event.Drawn.class, name = "drawn"),
  @JsonSubTypes.Type(value = Event.Fed.class, name = "fed"),
  @JsonSubTypes.Type(value = Event.FeedEnded.class, name = "feed-ended"),
  @JsonSubTypes.Type(value = Event.Emitted.class, name = "emitted"),
  @JsonSubTypes.Type(value = Event.FaultBegan.class, name = "fault-began"),
  @JsonSubTypes.Type(value = Event.FaultEnded.class, name = "fault-ended"),
  @JsonSubTypes.Type(value = Event.Restarted.class, name = "restarted"),
  @JsonSubTypes.Type(value = Event.Calm.class, name = "calm"),
  @JsonSubTypes.Type(value = Event.CaughtUp.class, name = "caught-up"),
  @JsonSubTypes.Type(value = Event.Audited.class, name = "audited"),
  @JsonSubTypes.Type(value = Event.Held.class, name = "held")
})
sealed interface Event {

  /** How a call to Kafka ended. One whose end was not seen, for whatever reason, is unknown. */
  enum Outcome {
    /** Acknowledged. */
    ok,
    /** Certainly not written. */
    fail,
    /** Written or not. */
    unknown
  }

  /**
   * A worker handed a chunk to Kafka.
   *
   * @param timeMs ms since the epoch, as everywhere here
   * @param stream its stream
   * @param incarnation of the writer
   * @param chunk its number
   * @param first number of its first step; the others follow it
   * @param hashes hash of each step, [T]
   */
  record Sent(long timeMs, String stream, long incarnation, long chunk, long first, int[] hashes)
      implements Event {}

  /** How the sending of a chunk ended. */
  record SendEnded(long timeMs, String stream, long incarnation, long chunk, Outcome outcome)
      implements Event {}

  /**
   * A learner was given a minibatch.
   *
   * @param learner its id
   * @param life which process of that id, from 0
   * @param request id of the request that it answers
   * @param beta exponent of the weights
   * @param ids identity of each item, [B]
   * @param numbers number of the step that each item is, [B]
   * @param hashes hash of each item, [B]
   * @param probabilities P(i), [B]
   * @param weights importance weights, [B]
   */
  record Drawn(
      long timeMs,
      String learner,
      int life,
      String table,
      int shard,
      long attempt,
      long sequence,
      long request,
      double beta,
      long[] ids,
      long[] numbers,
      int[] hashes,
      double[] probabilities,
      float[] weights)
      implements Event {}

  /**
   * A learner handed new values of the items of a batch to Kafka.
   *
   * @param update number of the feedback in the life
   * @param numbers number of the step that each item is, [n]
   * @param values abs(TD error) of each, [n]
   */
  record Fed(
      long timeMs,
      String learner,
      int life,
      long update,
      String table,
      int shard,
      long attempt,
      long sequence,
      long[] numbers,
      float[] values)
      implements Event {}

  /** How the sending of feedback ended. */
  record FeedEnded(long timeMs, String learner, int life, long update, Outcome outcome)
      implements Event {}

  /** A minibatch that lies on its topic, repeats included, in the order of a partition. */
  record Emitted(
      long timeMs,
      String table,
      int shard,
      long attempt,
      long sequence,
      String learner,
      long request)
      implements Event {}

  /**
   * A fault begins.
   *
   * @param fault its number in the run
   * @param kind what is done
   * @param role to whom; empty for no process in particular
   */
  record FaultBegan(long timeMs, int fault, String kind, String role) implements Event {}

  /** A fault is healed: what was killed is started again, and so on. */
  record FaultEnded(long timeMs, int fault) implements Event {}

  /** The job, or a part of it, was seen to have restarted. */
  record Restarted(long timeMs, String what) implements Event {}

  /** No more faults from here on: everything must flow within so long. */
  record Calm(long timeMs, long limitMs) implements Event {}

  /** Every acknowledged step had been taken in, by what the service publishes. */
  record CaughtUp(long timeMs) implements Event {}

  /**
   * Ledgers of a table in the savepoint at the end, and what the auditor found broken.
   *
   * @param items created, live, evicted
   * @param floors least importance with which an item stays in each tier, [K]
   */
  record Audited(
      long timeMs,
      String table,
      Ledger steps,
      Items items,
      Ledger updates,
      double[] floors,
      List<String> violations)
      implements Event {}

  /**
   * What came in and what became of it.
   *
   * @param received as much came in
   * @param used of that: assembled, or applied
   * @param rest of that: pending, dropped and so on, summed
   * @param late of the rest: updates that found their item gone or not yet there again (stale and
   *     early); 0 of steps
   */
  record Ledger(long received, long used, long rest, long late) {}

  /** Items of a table. */
  record Items(long created, long live, long evicted) {}

  /**
   * An item of the savepoint at the end.
   *
   * @param value abs(TD error) held
   * @param importance r; NaN while it has none
   */
  record Held(
      String table, long id, long number, int hash, int tier, double importance, float value)
      implements Event {}
}
