package dev.cairn.jobs.chaos;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Judges the minibatches on their topics: each (attempt, sequence) of a shard once and, within an
 * attempt, each request once. A new attempt needs a fault or a restart that somebody saw.
 */
final class EmissionCheck {

  /** Clocks of processes on one machine, and polls for restarts, differ by less. */
  private static final long SLACK_MS = 2_000;

  private final Findings findings;
  private final Map<Shard, TreeMap<Long, Attempt>> shards = new HashMap<>();
  private final Map<Asked, Long> answered = new HashMap<>();
  private final TreeSet<Long> disturbances = new TreeSet<>();

  private record Shard(String table, int shard) {}

  private record Asked(String table, int shard, String learner, long request) {}

  private static final class Attempt {
    private final BitSet sequences = new BitSet();
    private long firstMs = Long.MAX_VALUE;
  }

  EmissionCheck(Findings findings) {
    this.findings = findings;
  }

  /** Something happened that can make shards begin anew. */
  void disturb(long timeMs) {
    disturbances.add(timeMs);
  }

  void see(Event.Emitted batch) {
    Attempt attempt =
        shards
            .computeIfAbsent(new Shard(batch.table(), batch.shard()), key -> new TreeMap<>())
            .computeIfAbsent(batch.attempt(), key -> new Attempt());
    attempt.firstMs = Math.min(attempt.firstMs, batch.timeMs());
    int sequence = Math.toIntExact(batch.sequence());
    if (attempt.sequences.get(sequence)) {
      findings.add(Anomaly.REPEATED_WITHOUT_RESTART, "on the topic twice: " + batch);
      return;
    }
    attempt.sequences.set(sequence);
    Asked asked = new Asked(batch.table(), batch.shard(), batch.learner(), batch.request());
    Long before = answered.put(asked, batch.attempt());
    if (before != null && before == batch.attempt()) {
      findings.add(
          Anomaly.REPEATED_WITHOUT_RESTART, "a request answered twice in an attempt: " + batch);
    }
  }

  void end() {
    shards.forEach(
        (shard, attempts) -> {
          Attempt before = null;
          for (Map.Entry<Long, Attempt> entry : attempts.entrySet()) {
            Attempt attempt = entry.getValue();
            if (before != null && !isDisturbed(before.firstMs, attempt.firstMs)) {
              findings.add(
                  Anomaly.RESTART_UNSEEN,
                  shard + " attempt=" + entry.getKey() + " first_batch_ms=" + attempt.firstMs);
            }
            before = attempt;
          }
          if (before != null) {
            requireWhole(shard, before.sequences);
          }
        });
  }

  private boolean isDisturbed(long fromMs, long toMs) {
    Long disturbance = disturbances.ceiling(fromMs - SLACK_MS);
    return disturbance != null && disturbance <= toMs + SLACK_MS;
  }

  /** Attempts before may lack batches that were on their way to Kafka when they ended. */
  private void requireWhole(Shard shard, BitSet sequences) {
    int missing = sequences.length() - sequences.cardinality();
    findings.add(Anomaly.BATCH_LOST, missing, shard + " sequence=" + sequences.nextClearBit(0));
  }
}
