package dev.cairn.jobs.topics;

import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.config.TopicSettings;
import dev.cairn.replay.ColumnSpec;
import dev.cairn.replay.TableSpec;
import dev.cairn.schema.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A topic as a configuration needs it.
 *
 * @param name its name
 * @param partitions number of partitions
 * @param replication replicas of each partition
 * @param settings the topic's settings that matter
 */
public record TopicPlan(
    String name, int partitions, short replication, Map<String, String> settings) {

  /** Framing of a record, names and everything of fixed size, generously. */
  private static final long OVERHEAD = 16L << 10;

  private static final long SMALLEST_MAX_MESSAGE = 1L << 20;
  private static final long BATCHES_OF_FEEDBACK = 16;

  /** Beyond it a record has room for one batch; a setting of Kafka's is below 2 GiB. */
  private static final long LARGEST_FEEDBACK = 64L << 20;

  private static final long HOUR_MS = 3_600_000;

  /** Slots, ids, probabilities, tiers, priorities, ages, versions of one item. */
  private static final long BYTES_OF_A_SAMPLE = 4 + 8 + 8 + 1 + 4 + 8 + 8;

  /** What a compressed row can take beside itself: an entry in a table, and a frame of zstd. */
  private static final long BYTES_OF_A_BLOCK = 64;

  public TopicPlan {
    settings = Map.copyOf(settings);
  }

  /**
   * Every topic of a configuration. Inputs are kept for {@code topics.retention_hours}, which must
   * be longer than the oldest checkpoint that may be restored; minibatches for a minute; the newest
   * parameters and control records for ever.
   */
  public static List<TopicPlan> of(CairnConfig config) {
    Topics topics = new Topics(config.space());
    TopicSettings layout = config.topics();
    String inputs = Long.toString(layout.retentionHours() * HOUR_MS);
    String chunk = Long.toString(maxChunkBytes(config.tables()));
    String feedback = Long.toString(maxFeedbackBytes(config.tables()));
    String small = Long.toString(SMALLEST_MAX_MESSAGE);
    short replication = layout.replication();
    List<TopicPlan> plans = new ArrayList<>();
    plans.add(
        new TopicPlan(
            topics.transitions(), layout.partitions(), replication, deleted(inputs, chunk, 128)));
    plans.add(
        new TopicPlan(
            topics.feedback(),
            layout.feedbackPartitions(),
            replication,
            deleted(inputs, feedback, 128)));
    plans.add(
        new TopicPlan(topics.stats(), 1, replication, deleted(Long.toString(HOUR_MS), small, 16)));
    plans.add(new TopicPlan(topics.control(), 1, replication, compacted(small)));
    plans.add(
        new TopicPlan(topics.parameters(), 1, replication, compacted(Long.toString(64L << 20))));
    plans.add(
        new TopicPlan(
            topics.deadLetters(),
            1,
            replication,
            deleted(Long.toString(168 * HOUR_MS), small, 64)));
    for (TableSpec table : config.tables()) {
      plans.add(
          new TopicPlan(
              topics.minibatches(table.name()),
              layout.mailboxes(),
              replication,
              minibatches(maxBatchBytes(table))));
    }
    return List.copyOf(plans);
  }

  /** Largest chunk that a writer may send, in bytes. */
  static long maxChunkBytes(List<TableSpec> tables) {
    long largest = 0;
    for (TableSpec table : tables) {
      long steps = table.maxChunkSteps();
      long priorities = 4 * steps * tables.size();
      largest = Math.max(largest, payload(table, steps) + priorities);
    }
    return Math.max(SMALLEST_MAX_MESSAGE, largest + OVERHEAD);
  }

  /** Largest minibatch, in bytes. */
  static long maxBatchBytes(TableSpec table) {
    long row = BYTES_OF_A_SAMPLE + table.maxItemBytes();
    return Math.max(SMALLEST_MAX_MESSAGE, row * table.maxBatch() + OVERHEAD);
  }

  /**
   * Largest feedback record, in bytes: of each item slot, id, and a value and a mask for each of
   * its rows, with room for the batches of a large window in one record.
   */
  static long maxFeedbackBytes(List<TableSpec> tables) {
    long largest = 0;
    for (TableSpec table : tables) {
      long batch = (4 + 8 + (4 + 1) * table.maxItemRows()) * table.maxBatch();
      long window = Math.min(BATCHES_OF_FEEDBACK * batch, LARGEST_FEEDBACK);
      largest = Math.max(largest, Math.max(batch, window));
    }
    return Math.max(SMALLEST_MAX_MESSAGE, largest + OVERHEAD);
  }

  private static long payload(TableSpec table, long steps) {
    long bytes = 0;
    for (ColumnSpec column : table.signature().columns()) {
      long row = column.rowBytes() + (column.compressed() ? BYTES_OF_A_BLOCK : 0);
      bytes += (column.observation() ? steps + 1 : steps) * row;
    }
    return bytes;
  }

  private static Map<String, String> deleted(
      String retentionMs, String maxMessageBytes, int segmentMib) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("cleanup.policy", "delete");
    settings.put("retention.ms", retentionMs);
    settings.put("max.message.bytes", maxMessageBytes);
    settings.put("segment.bytes", atLeast(maxMessageBytes, (long) segmentMib << 20));
    return settings;
  }

  private static Map<String, String> minibatches(long maxMessageBytes) {
    Map<String, String> settings = deleted("60000", Long.toString(maxMessageBytes), 32);
    // Bounded whatever the learner does: two full segments a mailbox.
    settings.put("retention.bytes", settings.getOrDefault("segment.bytes", "0"));
    return settings;
  }

  private static Map<String, String> compacted(String maxMessageBytes) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("cleanup.policy", "compact");
    settings.put("max.message.bytes", maxMessageBytes);
    settings.put("segment.bytes", atLeast(maxMessageBytes, 16L << 20));
    // Compaction skips the newest segment: roll it often.
    settings.put("segment.ms", "60000");
    settings.put("min.cleanable.dirty.ratio", "0.5");
    return settings;
  }

  private static String atLeast(String bytes, long floor) {
    return Long.toString(Math.min(Integer.MAX_VALUE, Math.max(Long.parseLong(bytes), floor)));
  }
}
