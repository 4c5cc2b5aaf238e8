package dev.cairn.flink;

import java.util.Properties;

/** Shows the page of the configuration what {@link KafkaSettings} sets. */
public final class KafkaDefaults {

  private KafkaDefaults() {}

  /** Properties of every source. */
  public static Properties sources(PipelineSpec spec) {
    return new KafkaSettings(spec).consumer("cairn-" + spec.space());
  }

  /** Properties of every sink. */
  public static Properties sinks(PipelineSpec spec) {
    return new KafkaSettings(spec).minibatchProducer();
  }
}
