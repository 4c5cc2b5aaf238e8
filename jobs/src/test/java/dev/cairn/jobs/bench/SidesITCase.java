package dev.cairn.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The sides of scripts/bench work in the windows that they are told of; how fast is not asked here.
 */
class SidesITCase {

  private static final BenchTable TABLE =
      new BenchTable(Payload.SMALL, 2_000, 4, 0.6, true, 2, "latency", 32, 10);

  private static final Demand DEMAND = new Demand(5_000, 2, 20, true, true, 1_000);

  @TempDir private Path directory;

  @Test
  void sides_ofOneBroker_workInTheirWindowsOnly() throws Exception {
    try (Side serve = new ServeSide(directory, TABLE, 1, Map.of())) {
      String servers = String.valueOf(serve.facts().get("servers"));
      try (Side load = new LoadSide(servers, TABLE, DEMAND)) {
        assertThat(load.window(2, "add")).containsKey("inserts").doesNotContainKey("samples");
        assertThat(working(load, "learn", "samples"))
            .containsKeys("updates", "closed_sample_ms_p99", "closed_effect_ms_p99")
            .doesNotContainKeys("inserts", "sample_ms_p99");
        assertThat(working(load, "update", "updates")).containsOnlyKeys("updates");
        assertThat(working(load, "all", "inserts")).containsKey("samples");
        assertThat(working(load, "paced", "paced_samples"))
            .containsKeys("sample_ms_p999", "effect_ms_p50", "held_bytes")
            .doesNotContainKey("samples");
      }
      assertThat(serve.window(1, "all")).containsKeys("cores replay", "heap_mib", "flink_disk_mib");
      try (Side single = new KafkaSide(servers, TABLE, KafkaSide.Records.SINGLE);
          Side packed = new KafkaSide(servers, TABLE, KafkaSide.Records.PACKED);
          Side answers = new KafkaSide(servers, TABLE, KafkaSide.Records.ANSWERS);
          Side echo = new EchoSide(servers, TABLE, DEMAND)) {
        assertThat(single.window(1, "all").get("produced")).isPositive();
        assertThat(packed.window(1, "all").get("passed")).isPositive();
        assertThat(answers.window(1, "all").get("passed")).isPositive();
        assertThat(working(echo, "paced", "echo_ms_p50")).containsKey("echo_ms_p99");
      }
    }
  }

  @Test
  void core_alone_drawsAndUpdates() throws Exception {
    try (Side core = new CoreSide(TABLE)) {
      assertThat(core.window(0.2, "learn").get("samples")).isPositive();
    }
  }

  @Test
  void frames_stacked_areTakenInAndDrawn() throws Exception {
    BenchTable frames = new BenchTable(Payload.FRAMES, 500, 4, 0.6, false, 1, "throughput", 8, 5);
    try (Side serve = new ServeSide(directory, frames, 1, Map.of());
        Side load =
            new LoadSide(
                String.valueOf(serve.facts().get("servers")),
                frames,
                new Demand(500, 2, 20, true, false, 100))) {
      // Opened they are four frames and the four after the step; five differ.
      assertThat(working(load, "learn", "samples").get("answer_bytes"))
          .isBetween(1_000.0, 15_000.0);
    }
  }

  @Test
  void restore_ofAFullTable_isOverWhenItAnswers() throws Exception {
    try (Side restore = new RestoreSide(directory, TABLE)) {
      assertThat(restore.window(1, "restore").get("restore_s")).isPositive();
      assertThat(restore.window(1, "reread").get("reread_s")).isPositive();
    }
  }

  @Test
  void copy_alone_copies() throws Exception {
    try (Side copy = new CopySide(TABLE)) {
      assertThat(copy.window(0.1, "add").get("copied")).isPositive();
    }
  }

  /** The first window with something done: a busy machine may need more than one. */
  private static Map<String, Double> working(Side side, String mode, String figure)
      throws Exception {
    Map<String, Double> figures = Map.of();
    for (int i = 0; i < 60 && !(figures.getOrDefault(figure, 0.0) > 0); i++) {
      figures = side.window(1, mode);
    }
    assertThat(figures.get(figure)).as(figure).isPositive();
    return figures;
  }
}
