package dev.cairn.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.client.TableInfo;
import dev.cairn.schema.Stats;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** Waits for what the job publishes, which trails what it does by up to a second. */
final class Published {

  private static final Duration WAIT = Duration.ofSeconds(90);

  private Published() {}

  /** Returns once every shard of the table published, after this call, what satisfies this. */
  static void await(TableInfo info, String table, Predicate<Stats> condition)
      throws InterruptedException {
    long called = System.currentTimeMillis();
    Predicate<Stats> newer = stats -> stats.getAtMs() > called;
    long end = System.nanoTime() + WAIT.toNanos();
    List<Stats> shards = info.shards(table);
    while (shards.isEmpty() || !shards.stream().allMatch(newer.and(condition))) {
      assertThat(System.nanoTime()).as("in %s: %s", WAIT, shards).isLessThan(end);
      Thread.sleep(20);
      shards = info.shards(table);
    }
  }
}
