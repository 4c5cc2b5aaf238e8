package dev.cairn.jobs.bench;

import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.topics.TopicAdmin;
import dev.cairn.jobs.topics.TopicPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The topics of a benchmark: those of the service, and one for Kafka alone. */
final class BenchTopics {

  static final String RAW = "bench.raw";

  private BenchTopics() {}

  static void create(CairnConfig config) {
    List<TopicPlan> plans = new ArrayList<>(TopicPlan.of(config));
    plans.add(
        new TopicPlan(
            RAW,
            1,
            (short) 1,
            Map.of(
                "retention.bytes",
                Long.toString(4 * RawKafka.MAX_BYTES),
                "segment.bytes",
                "134217728")));
    try (TopicAdmin admin = new TopicAdmin(config.kafka())) {
      admin.create(plans);
    }
  }
}
