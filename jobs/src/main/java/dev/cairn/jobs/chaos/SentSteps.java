package dev.cairn.jobs.chaos;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of each step that was sent, by its number. About 35 bytes a step. Not thread-safe.
 */
final class SentSteps {

  private static final byte NEVER = 0;
  private static final byte UNKNOWN = 1;
  private static final byte OK = 2;
  private static final byte FAILED = 3;

  private final Map<Integer, Life> lives = new HashMap<>();
  private final Map<Chunk, Event.Sent> open = new HashMap<>();

  private record Chunk(String stream, long incarnation, long chunk) {}

  /** Steps of one life of a writer; the arrays are by index. */
  static final class Life {
    private byte[] outcomes = new byte[1024];
    private int[] hashes = new int[1024];
    private int steps;
    // Of its item: identity (0 while unknown), how often it is held, value held.
    private long[] ids = new long[0];
    private byte[] held = new byte[0];
    private float[] values = new float[0];
    // Of the newest update that was acknowledged.
    private long[] attempts = new long[0];
    private long[] sequences = new long[0];
    private float[] updates = new float[0];

    private void add(int index, int hash) {
      if (index >= outcomes.length) {
        int length = Math.max(index + 1, outcomes.length * 2);
        outcomes = Arrays.copyOf(outcomes, length);
        hashes = Arrays.copyOf(hashes, length);
      }
      outcomes[index] = UNKNOWN;
      hashes[index] = hash;
      steps = Math.max(steps, index + 1);
    }

    private void seal() {
      ids = new long[steps];
      held = new byte[steps];
      values = new float[steps];
      attempts = new long[steps];
      sequences = new long[steps];
      updates = new float[steps];
      Arrays.fill(updates, Float.NaN);
    }

    private boolean has(int index) {
      return index >= 0 && index < steps && outcomes[index] != NEVER;
    }
  }

  /** Takes what workers saw; other events are passed over. */
  void take(Event event) {
    if (event instanceof Event.Sent sent) {
      open.put(new Chunk(sent.stream(), sent.incarnation(), sent.chunk()), sent);
      Life life = lives.computeIfAbsent(StepNumber.life(sent.first()), key -> new Life());
      int first = StepNumber.index(sent.first());
      for (int i = 0; i < sent.hashes().length; i++) {
        life.add(first + i, sent.hashes()[i]);
      }
    } else if (event instanceof Event.SendEnded ended) {
      end(ended);
    }
  }

  private void end(Event.SendEnded ended) {
    Event.Sent sent = open.remove(new Chunk(ended.stream(), ended.incarnation(), ended.chunk()));
    if (sent == null) {
      throw new IllegalArgumentException("a chunk must be sent before its end is seen: " + ended);
    }
    Life life = lives.get(StepNumber.life(sent.first()));
    if (life == null || ended.outcome() == Event.Outcome.unknown) {
      return;
    }
    int first = StepNumber.index(sent.first());
    byte outcome = ended.outcome() == Event.Outcome.ok ? OK : FAILED;
    Arrays.fill(life.outcomes, first, first + sent.hashes().length, outcome);
  }

  /** No more steps come: from here on, items are compared. */
  void seal() {
    open.clear();
    lives.values().forEach(Life::seal);
  }

  /** The life that sent a step, or null when nobody can have written it. */
  private @Nullable Life of(long number) {
    Life life = lives.get(StepNumber.life(number));
    int index = StepNumber.index(number);
    return life != null && life.has(index) && life.outcomes[index] != FAILED ? life : null;
  }

  /**
   * Compares an item that was seen, drawn or held, with the step that it says it is.
   *
   * @param where it was seen, for people
   */
  void compare(long number, long id, int hash, String where, Findings findings) {
    Life life = of(number);
    if (life == null) {
      findings.add(Anomaly.PHANTOM, "step=" + StepNumber.text(number) + " id=" + id + " " + where);
      return;
    }
    int index = StepNumber.index(number);
    if (life.hashes[index] != hash) {
      findings.add(
          Anomaly.MISLABELED,
          "step="
              + StepNumber.text(number)
              + " id="
              + id
              + " hash_sent="
              + life.hashes[index]
              + " hash="
              + hash
              + " "
              + where);
    }
    if (life.ids[index] == 0) {
      life.ids[index] = id;
    } else if (life.ids[index] != id) {
      findings.add(
          Anomaly.MISLABELED,
          "step="
              + StepNumber.text(number)
              + " id="
              + id
              + " id_before="
              + life.ids[index]
              + " "
              + where);
    }
  }

  /** Notes that the step's item is in the savepoint; says how often it was by now. */
  int hold(long number, float value) {
    Life life = of(number);
    if (life == null) {
      return 0;
    }
    int index = StepNumber.index(number);
    life.values[index] = value;
    life.held[index] = (byte) Math.min(100, life.held[index] + 1);
    return life.held[index];
  }

  /** Notes an acknowledged update, if none is newer: by the batch answered, then by the value. */
  void update(long number, long attempt, long sequence, float value) {
    Life life = of(number);
    if (life == null) {
      return;
    }
    int index = StepNumber.index(number);
    int order = Long.compare(attempt, life.attempts[index]);
    order = order == 0 ? Long.compare(sequence, life.sequences[index]) : order;
    if (Float.isNaN(life.updates[index])
        || order > 0
        || (order == 0 && value > life.updates[index])) {
      life.attempts[index] = attempt;
      life.sequences[index] = sequence;
      life.updates[index] = value;
    }
  }

  /** What is asked of each step at the end. */
  interface Look {
    /**
     * @param acknowledged whether Kafka acknowledged it; else nobody knows
     * @param held how often its item is in the savepoint
     * @param value held
     * @param update newest acknowledged one; NaN when there is none
     */
    void at(long number, boolean acknowledged, int held, float value, float update);
  }

  /** Goes through every step that may have been written. */
  void forEach(Look look) {
    lives.forEach(
        (key, life) -> {
          for (int index = 0; index < life.steps; index++) {
            byte outcome = life.outcomes[index];
            if (outcome == OK || outcome == UNKNOWN) {
              look.at(
                  (long) key << 32 | index,
                  outcome == OK,
                  life.held[index],
                  life.values[index],
                  life.updates[index]);
            }
          }
        });
  }
}
