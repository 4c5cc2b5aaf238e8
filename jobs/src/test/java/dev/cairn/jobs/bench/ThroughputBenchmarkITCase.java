package dev.cairn.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.schema.ItemLedger;
import dev.cairn.schema.UpdateLedger;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark runs, once and shortly; how fast is not asked here. */
class ThroughputBenchmarkITCase {

  @TempDir private Path directory;

  @Test
  void run_shortly_insertsSamplesAndApplies() throws Exception {
    BenchOptions options =
        new BenchOptions(
            new BenchTable(Payload.SMALL, 5_000, 4, 0.6, true, 1, "latency", 32, 10),
            2,
            2,
            2,
            5_000,
            Map.of(),
            directory);

    BenchReport report = new ThroughputBenchmark(options).run();

    assertThat(report.raw().produced()).isPositive();
    assertThat(report.raw().consumed()).isPositive();
    // A step's 100 bytes, and its share of the last observation, names and numbers of its chunk.
    assertThat(report.raw().bytesPerTransition()).isBetween(100.0, 160.0);
    assertThat(report.inserted()).isPositive();
    assertThat(report.sampled()).isPositive();
    assertThat(report.applied()).isPositive();
    assertThat(report.roundTripMs().count()).isPositive();
    ItemLedger items = report.last().getItems();
    assertThat(items.getCreated()).isEqualTo(items.getLive() + items.getEvicted());
    UpdateLedger updates = report.last().getUpdates();
    assertThat(updates.getReceived())
        .isEqualTo(
            updates.getApplied()
                + updates.getStale()
                + updates.getEarly()
                + updates.getOutOfOrder()
                + updates.getInvalid());
    assertThat(report.text()).contains("raw Kafka", "cairn, parallelism 1");
  }
}
