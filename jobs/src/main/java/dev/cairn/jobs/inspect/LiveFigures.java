package dev.cairn.jobs.inspect;

import dev.cairn.jobs.start.StartException;
import dev.cairn.replay.ShardStats;
import dev.cairn.schema.ItemLedger;
import dev.cairn.schema.Stats;
import dev.cairn.schema.StepLedger;
import dev.cairn.schema.TierDetail;
import dev.cairn.schema.TierTotals;
import dev.cairn.schema.Topics;
import dev.cairn.schema.UpdateLedger;
import dev.cairn.schema.Wire;
import dev.cairn.schema.WireException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Figures of a job that runs, from what its shards publish about once a second. */
public final class LiveFigures {

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final String space;
  private final List<String> tables;
  private final Map<String, TreeMap<Integer, Stats>> found = new HashMap<>();

  private LiveFigures(String space, List<String> tables) {
    this.space = space;
    this.tables = tables;
  }

  /**
   * Waits until every shard has published with details.
   *
   * @param kafka client properties
   * @param space name space of the experiment
   * @param tables the tables
   * @return the figures of each shard, in the order of the tables
   * @throws StartException when nothing comes
   */
  public static List<Figures> read(Map<String, String> kafka, String space, List<String> tables) {
    LiveFigures live = new LiveFigures(space, tables);
    live.follow(kafka);
    List<Figures> figures = new ArrayList<>();
    for (String table : tables) {
      Collection<Stats> shards = live.found.getOrDefault(table, new TreeMap<>()).values();
      shards.forEach(stats -> figures.add(of(stats)));
    }
    return figures;
  }

  private void follow(Map<String, String> kafka) {
    String topic = new Topics(space).stats();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            new HashMap<>(kafka), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = new ArrayList<>();
      consumer
          .partitionsFor(topic)
          .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (!isComplete()) {
        if (System.nanoTime() > end) {
          throw new StartException(
              "the shards of every table must publish: topic="
                  + topic
                  + " tables="
                  + tables
                  + " seen="
                  + found.keySet()
                  + " waited_s="
                  + PATIENCE.toSeconds()
                  + " (is the job running? a checkpoint is read with --from DIR)");
        }
        consumer.poll(Duration.ofMillis(200)).forEach(this::take);
      }
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    try {
      Stats stats = Wire.decode(record.value(), Stats.class);
      if (!stats.getTierDetails().isEmpty() && tables.contains(stats.getTable())) {
        found
            .computeIfAbsent(stats.getTable(), table -> new TreeMap<>())
            .put(stats.getShard(), stats);
      }
    } catch (WireException e) {
      // The job makes a dead letter of it.
      return;
    }
  }

  private boolean isComplete() {
    for (String table : tables) {
      TreeMap<Integer, Stats> shards = found.get(table);
      if (shards == null || shards.size() < shards.firstEntry().getValue().getShards()) {
        return false;
      }
    }
    return true;
  }

  /** Figures of one shard. */
  static Figures of(Stats stats) {
    StepLedger stepLedger = stats.getSteps();
    ItemLedger itemLedger = stats.getItems();
    UpdateLedger updateLedger = stats.getUpdates();
    Map<String, Long> steps =
        Ledgers.steps(
            stepLedger.getReceived(),
            stepLedger.getAssembled(),
            stepLedger.getPending(),
            stepLedger.getDropped(),
            stepLedger.getDuplicates(),
            stepLedger.getRejected());
    Map<String, Long> items =
        Ledgers.items(
            new ShardStats.Items(
                itemLedger.getCreated(),
                itemLedger.getLive(),
                itemLedger.getEvicted(),
                itemLedger.getEvictedUnsampled(),
                itemLedger.getSampled(),
                itemLedger.getSampledByTier(),
                itemLedger.getPromoted(),
                itemLedger.getDemoted(),
                itemLedger.getPromotionRefused(),
                itemLedger.getCleared(),
                new ShardStats.Evictions(
                    itemLedger.getEvictedFull(),
                    itemLedger.getEvictedBytes(),
                    itemLedger.getEvictedExpired())));
    Map<String, Long> updates =
        Ledgers.updates(
            updateLedger.getReceived(),
            updateLedger.getApplied(),
            updateLedger.getStale(),
            updateLedger.getEarly(),
            updateLedger.getOutOfOrder(),
            updateLedger.getInvalid());
    List<TierFigures> tiers = tiers(stats);
    long inTiers = tiers.stream().mapToLong(TierFigures::items).sum();
    long sampledOf = tiers.stream().mapToLong(TierFigures::sampled).sum();
    String where = "table " + stats.getTable() + ", shard " + stats.getShard() + ": ";
    return new Figures(
        stats.getTable(),
        1,
        stats.getAtMs(),
        steps,
        items,
        updates,
        tiers,
        stats.getSegments(),
        stats.getHeldBytes(),
        stats.getLiveBytes(),
        stats.getMaxPolicyVersion(),
        stats.getPolicyLag(),
        stats.getEffectiveSampleSize(),
        Double.isNaN(stats.getEffectiveSampleSize()) ? "nothing was drawn lately" : "",
        stats.getReason(),
        List.of(),
        List.of(),
        Ledgers.imbalances(steps, items, updates, inTiers, sampledOf).stream()
            .map(line -> where + line)
            .toList());
  }

  private static List<TierFigures> tiers(Stats stats) {
    List<TierFigures> tiers = new ArrayList<>();
    for (int t = 0; t < stats.getTotals().getTiers().size(); t++) {
      TierTotals totals = stats.getTotals().getTiers().get(t);
      TierDetail detail = stats.getTierDetails().get(t);
      tiers.add(
          new TierFigures(
              stats.getShares().get(t),
              stats.getItems().getSampledByTier().get(t),
              totals.getLive(),
              totals.getDrawable(),
              stats.getExcluded().isEmpty() ? 0 : stats.getExcluded().get(t),
              detail.getBytes(),
              totals.getWeight(),
              null,
              detail.getPriorityQuantiles(),
              detail.getAgeQuantilesMs(),
              List.of()));
    }
    return tiers;
  }
}
