package dev.cairn.flink;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The replay pipeline from Kafka to Kafka. */
public final class ReplayPipeline {

  private ReplayPipeline() {}

  /** Adds the whole pipeline to the environment; the caller executes it. */
  public static void build(StreamExecutionEnvironment env, PipelineSpec spec) {
    throw new UnsupportedOperationException();
  }
}
