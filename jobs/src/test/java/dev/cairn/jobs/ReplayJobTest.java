package dev.cairn.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.config.ConfigFile;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

class ReplayJobTest {

  private static final String TABLES =
      "tables: {t: {capacity: {items: 9, bytes: 9 KiB}, columns: {rewards: {dtype: float32}}}}\n";

  private static StreamExecutionEnvironment environment(String yaml) {
    CairnConfig config = ConfigFile.parse("test", TABLES + yaml, null);
    return ReplayJob.environment(config);
  }

  @Test
  void environment_profileOfTheFile_isTheJobs() {
    assertThat(environment("profile: latency").getCheckpointInterval()).isEqualTo(3_000);
    assertThat(environment("profile: throughput").getCheckpointInterval()).isEqualTo(30_000);
  }

  @Test
  void environment_flinkSectionOfTheFile_standsOverTheProfile() {
    StreamExecutionEnvironment env =
        environment(
            "flink: {execution.checkpointing.interval: 7 s, pipeline.object-reuse: true,"
                + " pipeline.max-parallelism: 64}");

    assertThat(env.getCheckpointInterval()).isEqualTo(7_000);
    assertThat(env.getConfig().isObjectReuseEnabled()).isTrue();
    assertThat(env.getConfiguration().get(PipelineOptions.MAX_PARALLELISM)).isEqualTo(64);
    assertThat(env.getMaxParallelism()).isEqualTo(64);
  }
}
