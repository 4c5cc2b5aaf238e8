package dev.cairn.jobs.demo;

import dev.cairn.client.TableInfo;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.start.StartException;
import dev.cairn.jobs.topics.TopicAdmin;
import dev.cairn.schema.Stats;
import dev.cairn.schema.Topics;
import java.time.Duration;

/** What the topic of transitions holds and the service has not taken in yet. */
final class Backlog {

  private static final long POLL_MS = 200;

  private Backlog() {}

  /**
   * Waits until there is none; nobody may write meanwhile. The service commits how far it has read
   * with each checkpoint.
   *
   * @return the ledgers with all of it
   * @throws StartException when it takes longer than the timeout
   */
  static Ledgers await(CairnConfig config, TableInfo info, Duration timeout)
      throws InterruptedException {
    String topic = new Topics(config.space()).transitions();
    String group = config.kafka().getOrDefault("group.id", "cairn-" + config.space());
    long end = System.nanoTime() + timeout.toNanos();
    try (TopicAdmin admin = new TopicAdmin(config.kafka())) {
      long unread = admin.unread(topic, group);
      while (unread > 0) {
        if (System.nanoTime() > end) {
          throw new StartException(
              "the service does not take in what the topic holds: topic="
                  + topic
                  + " unread="
                  + unread
                  + " after_s="
                  + timeout.toSeconds());
        }
        Thread.sleep(POLL_MS);
        unread = admin.unread(topic, group);
      }
    }
    return published(info, config.demo().table(), System.currentTimeMillis());
  }

  private static Ledgers published(TableInfo info, String table, long afterMs)
      throws InterruptedException {
    while (info.shards(table).stream().mapToLong(Stats::getAtMs).min().orElse(0) <= afterMs) {
      Thread.sleep(POLL_MS);
    }
    return Ledgers.of(info.shards(table));
  }
}
