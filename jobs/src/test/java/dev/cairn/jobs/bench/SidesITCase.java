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

  private static final BenchTable TABLE = new BenchTable(Payload.SMALL, 2_000, 4, true, 1, 32, 10);

  @TempDir private Path directory;

  @Test
  void sides_ofOneBroker_workInTheirWindowsOnly() throws Exception {
    try (Side serve = new ServeSide(directory, TABLE, 1, Map.of())) {
      String servers = String.valueOf(serve.facts().get("servers"));
      try (Side load = new LoadSide(servers, TABLE, 5_000, 2, true, 1_000)) {
        assertThat(load.window(2, "add")).containsOnlyKeys("inserts");
        assertThat(working(load, "learn", "samples"))
            .containsKeys("updates", "sample_ms_p99", "effect_ms_p99")
            .doesNotContainKey("inserts");
        assertThat(working(load, "all", "inserts")).containsKey("samples");
      }
      assertThat(serve.window(1, "all")).containsKeys("cores", "rss_mib", "flink_disk_mib");
      try (Side single = new KafkaSide(servers, TABLE, false);
          Side packed = new KafkaSide(servers, TABLE, true)) {
        assertThat(single.window(1, "all").get("produced")).isPositive();
        assertThat(packed.window(1, "all").get("passed")).isPositive();
      }
    }
  }

  @Test
  void core_alone_drawsAndUpdates() throws Exception {
    try (Side core = new CoreSide(TABLE)) {
      assertThat(core.window(0.2, "learn").get("samples")).isPositive();
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
