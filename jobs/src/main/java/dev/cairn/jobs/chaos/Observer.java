package dev.cairn.jobs.chaos;

import dev.cairn.client.TableInfo;
import dev.cairn.schema.Stats;
import java.nio.file.Path;
import java.util.List;

/**
 * What is known of a run while it lasts: what workers and learner have written down, and what the
 * shards publish. Thread-safe.
 */
final class Observer {

  private final HistoryTail tail;
  private final TableInfo info;
  private final Acknowledged acknowledged = new Acknowledged();

  /**
   * @param histories folder of the histories
   * @param info follows the table
   */
  Observer(Path histories, TableInfo info) {
    this.tail = new HistoryTail(histories, "worker-", "learner-");
    this.info = info;
  }

  /**
   * As of now.
   *
   * @param steps that Kafka acknowledged
   * @param updates values of single items that Kafka acknowledged
   * @param batches that the learner was given
   * @param lastBatchMs when the last of them was, ms since the epoch
   */
  record Seen(long steps, long updates, long batches, long lastBatchMs) {}

  /** Reads what is new. */
  synchronized Seen look() {
    tail.read(acknowledged);
    return new Seen(
        acknowledged.steps(),
        acknowledged.updates(),
        acknowledged.batches(),
        acknowledged.lastBatchMs());
  }

  /** Steps of a worker that Kafka has acknowledged, all its lives together. */
  synchronized long steps(int worker) {
    tail.read(acknowledged);
    return acknowledged.steps(worker);
  }

  /**
   * Whether the memory has taken in so much, by what every shard published after a time.
   *
   * @param sinceMs ms since the epoch: what was published before may have been rolled back
   */
  boolean hasTakenIn(long sinceMs, Seen seen) {
    List<Stats> shards = info.shards(ChaosTable.NAME);
    return info.isComplete(ChaosTable.NAME)
        && shards.stream().allMatch(shard -> shard.getAtMs() >= sinceMs)
        && shards.stream().mapToLong(shard -> shard.getItems().getCreated()).sum() >= seen.steps()
        && shards.stream().mapToLong(shard -> shard.getUpdates().getReceived()).sum()
            >= seen.updates();
  }

  /** What the shards published last, for people. */
  String shards() {
    StringBuilder text = new StringBuilder();
    for (Stats shard : info.shards(ChaosTable.NAME)) {
      text.append(" shard=").append(shard.getShard());
      text.append(" attempt=").append(shard.getAttempt());
      text.append(" at_ms=").append(shard.getAtMs());
      text.append(" created=").append(shard.getItems().getCreated());
      text.append(" updates=").append(shard.getUpdates().getReceived());
    }
    return text.toString().trim();
  }
}
