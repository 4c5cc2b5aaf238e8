package dev.cairn.flink;

import dev.cairn.replay.ShardStats;
import dev.cairn.replay.TableSpec;
import dev.cairn.replay.Totals;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of one shard: what it published last, as gauges, and what its ledgers grew by, as
 * counters. Groups become labels: {@code table}, {@code shard}, and where they apply {@code tier},
 * {@code outcome}, {@code reason} and {@code quantile}. docs/metrics.md describes each.
 *
 * <p>Counters start at 0 with the task, whatever the ledgers say. A restore sets ledgers back to
 * the checkpoint's; a rate over those would take that for a start from 0 and count everything
 * again.
 *
 * <p>{@link #show} and the counters are for the task's thread. Reporters read on theirs: gauges see
 * a snapshot that does not change, and work out nothing.
 */
final class ShardMetrics {

  /** Group of all metrics of this project: their names in Prometheus begin with it. */
  static final String GROUP = "cairn";

  private static final String[] DETAIL_POINTS = {"0", "0.1", "0.25", "0.5", "0.75", "0.9", "1"};

  /** A counter and the ledger's number that it follows. */
  private record Following(Counter counter, ToLongFunction<ShardStats> ledger) {}

  /** What gauges read. */
  private record Snapshot(
      ShardStats stats, List<ShardStats.TierDetail> details, TableSpec table, long version) {}

  private final List<Following> following = new ArrayList<>();
  private final Counter answers;
  private final Counter answersTooLarge;
  private volatile @Nullable Snapshot snapshot;

  /**
   * @param parent the group that the labels follow
   */
  ShardMetrics(MetricGroup parent, TableSpec table, int shard) {
    MetricGroup group =
        parent.addGroup("table", table.name()).addGroup("shard", Integer.toString(shard));
    answers = group.counter("answers");
    answersTooLarge = group.counter("answersTooLarge");
    requests(group);
    ledgers(group);
    payload(group);
    learning(group);
    for (int tier = 0; tier < table.tiers().size(); tier++) {
      tier(group.addGroup("tier", Integer.toString(tier)), tier);
    }
  }

  private void requests(MetricGroup group) {
    gauge(group, "waitingRequests", s -> s.stats.waitingRequests());
    gauge(group, "canSample", s -> s.stats.canSample() ? 1 : 0);
    gauge(group, "limiterPosition", s -> s.stats.inside().limiterPosition());
    gauge(group, "limiterMin", s -> s.stats.inside().limiterMin());
    gauge(group, "limiterMax", s -> s.stats.inside().limiterMax());
    for (ShardStats.Hold hold : ShardStats.Hold.values()) {
      MetricGroup reason = group.addGroup("reason", hold.name().toLowerCase(Locale.ROOT));
      gauge(reason, "held", s -> s.stats.inside().hold() == hold ? 1 : 0);
    }
    gauge(group, "samplesPerInsert", s -> s.stats.limiter().samplesPerInsert());
    gauge(group, "minSize", s -> s.stats.limiter().minSize());
    gauge(group, "allowanceSteps", s -> s.stats.allowanceSteps());
    gauge(group, "activeWriters", s -> s.stats.activeWriters());
    follow(group, "requestsDropped", s -> s.inside().droppedRequests());
  }

  private void ledgers(MetricGroup group) {
    follow(group, "stepsReceived", s -> s.steps().received());
    gauge(group, "stepsPending", s -> s.stats.steps().pending());
    follow(group.addGroup("outcome", "assembled"), "steps", s -> s.steps().assembled());
    follow(group.addGroup("outcome", "dropped"), "steps", s -> s.steps().dropped());
    follow(group.addGroup("outcome", "duplicates"), "steps", s -> s.steps().duplicates());
    follow(group.addGroup("outcome", "rejected"), "steps", s -> s.steps().rejected());
    gauge(group, "liveItems", s -> s.stats.items().live());
    gauge(group, "drawableItems", s -> s.stats.totals().drawable());
    gauge(group, "minProbability", s -> s.stats.totals().minProbability());
    follow(group, "itemsCreated", s -> s.items().created());
    follow(group, "itemsSampled", s -> s.items().sampled());
    follow(group, "itemsPromoted", s -> s.items().promoted());
    follow(group, "itemsDemoted", s -> s.items().demoted());
    follow(group, "promotionsRefused", s -> s.items().promotionRefused());
    follow(group, "itemsEvictedUnsampled", s -> s.items().evictedUnsampled());
    follow(group.addGroup("reason", "full"), "itemsEvicted", s -> s.items().evictions().full());
    follow(group.addGroup("reason", "bytes"), "itemsEvicted", s -> s.items().evictions().bytes());
    follow(
        group.addGroup("reason", "expired"), "itemsEvicted", s -> s.items().evictions().expired());
    follow(group.addGroup("reason", "cleared"), "itemsEvicted", s -> s.items().cleared());
    follow(group.addGroup("outcome", "applied"), "feedback", s -> s.updates().applied());
    follow(group.addGroup("outcome", "stale"), "feedback", s -> s.updates().stale());
    follow(group.addGroup("outcome", "early"), "feedback", s -> s.updates().early());
    follow(group.addGroup("outcome", "out_of_order"), "feedback", s -> s.updates().outOfOrder());
    follow(group.addGroup("outcome", "invalid"), "feedback", s -> s.updates().invalid());
  }

  private void payload(MetricGroup group) {
    gauge(group, "segments", s -> s.stats.segments());
    gauge(group, "heldBytes", s -> s.stats.heldBytes());
    gauge(group, "liveBytes", s -> s.stats.liveBytes());
    gauge(group, "liveShare", s -> (double) s.stats.liveBytes() / s.stats.heldBytes());
    follow(group, "segmentsCleaned", s -> s.inside().segmentsCleaned());
    follow(group, "payloadReads", s -> s.inside().payloadReads());
    follow(group, "payloadLoads", s -> s.inside().payloadLoads());
  }

  private void learning(MetricGroup group) {
    gauge(group, "configVersion", s -> s.version);
    gauge(group, "policyVersion", s -> s.stats.maxPolicyVersion());
    gauge(group, "policyLag", s -> s.stats.policyLag());
    gauge(group, "effectiveSampleSize", s -> s.stats.effectiveSampleSize());
    gauge(group.addGroup("quantile", "0.5"), "feedbackMs", s -> s.stats.feedbackMsP50());
    gauge(group.addGroup("quantile", "0.99"), "feedbackMs", s -> s.stats.feedbackMsP99());
  }

  private void tier(MetricGroup group, int tier) {
    gauge(group, "items", s -> totals(s, tier).live());
    gauge(group, "drawable", s -> totals(s, tier).drawable());
    gauge(group, "excluded", s -> totals(s, tier).excluded());
    gauge(group, "weight", s -> totals(s, tier).weight());
    gauge(group, "minWeight", s -> totals(s, tier).minWeight());
    gauge(group, "share", s -> s.table.tiers().get(tier).share());
    gauge(group, "bytes", s -> s.details.isEmpty() ? Double.NaN : s.details.get(tier).bytes());
    follow(group, "sampled", s -> s.items().sampledOf().get(tier));
    for (int point = 0; point < DETAIL_POINTS.length; point++) {
      int at = point;
      MetricGroup quantile = group.addGroup("quantile", DETAIL_POINTS[point]);
      gauge(
          quantile,
          "priority",
          s -> s.details.isEmpty() ? Double.NaN : s.details.get(tier).priorityQuantiles()[at]);
      gauge(
          quantile,
          "ageMs",
          s -> s.details.isEmpty() ? Double.NaN : s.details.get(tier).ageQuantilesMs()[at]);
    }
  }

  private static Totals.Tier totals(Snapshot snapshot, int tier) {
    return snapshot.stats.totals().tiers().get(tier);
  }

  /** NaN before anything is shown. */
  private void gauge(MetricGroup group, String name, ToDoubleFunction<Snapshot> value) {
    Gauge<Double> gauge =
        () -> {
          Snapshot shown = snapshot;
          return shown == null ? Double.NaN : value.applyAsDouble(shown);
        };
    group.gauge(name, gauge);
  }

  private void follow(MetricGroup group, String name, ToLongFunction<ShardStats> ledger) {
    following.add(new Following(group.counter(name), ledger));
  }

  /** Shows what the shard publishes now. */
  void show(HostedShard shard, ShardStats stats) {
    Snapshot before = snapshot;
    // A dropped table's shard begins anew, with ledgers of its own.
    if (before != null && before.stats.attempt() == stats.attempt()) {
      for (Following each : following) {
        each.counter.inc(each.ledger.applyAsLong(stats) - each.ledger.applyAsLong(before.stats));
      }
    }
    // Quick publications have none.
    List<ShardStats.TierDetail> details = stats.tierDetails();
    if (details.isEmpty() && before != null) {
      details = before.details;
    }
    snapshot = new Snapshot(stats, details, shard.table, shard.configVersion);
  }

  /** A minibatch was sent. */
  void answered() {
    answers.inc();
  }

  /** A minibatch was too large to be sent; a refusal was. */
  void tooLarge() {
    answersTooLarge.inc();
  }
}
