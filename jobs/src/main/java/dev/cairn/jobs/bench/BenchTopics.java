package dev.cairn.jobs.bench;

import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.topics.TopicAdmin;
import dev.cairn.jobs.topics.TopicPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The topics of a benchmark: those of the service, and one for Kafka alone. */
final class BenchTopics {

  static final String RAW = "bench.raw";

  private static final long KEPT_BYTES = 2L << 30;

  private BenchTopics() {}

  static void create(CairnConfig config) {
    List<TopicPlan> plans = new ArrayList<>();
    TopicPlan.of(config).forEach(plan -> plans.add(bounded(plan)));
    plans.add(
        new TopicPlan(
            RAW,
            1,
            (short) 1,
            Map.of(
                "retention.bytes",
                Long.toString(4 * RawKafka.MAX_BYTES),
                "max.message.bytes",
                Integer.toString(Clients.MAX_RECORD_BYTES),
                "segment.bytes",
                "134217728")));
    try (TopicAdmin admin = new TopicAdmin(config.kafka())) {
      admin.create(plans);
    }
  }

  /** With less kept: what is saturated for minutes must not fill the disk. */
  private static TopicPlan bounded(TopicPlan plan) {
    Map<String, String> settings = new HashMap<>(plan.settings());
    if ("delete".equals(settings.get("cleanup.policy"))) {
      settings.putIfAbsent("retention.bytes", Long.toString(KEPT_BYTES));
    }
    return new TopicPlan(plan.name(), plan.partitions(), plan.replication(), settings);
  }
}
