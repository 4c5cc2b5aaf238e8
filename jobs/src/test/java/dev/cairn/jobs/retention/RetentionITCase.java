package dev.cairn.jobs.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scores by an episode's return through the whole job. What is learned of it: Retention. */
class RetentionITCase {

  @TempDir private Path directory;

  @Test
  void recordedLog_successesAreLongGone_onlyTiersByReturnHoldThem() throws Exception {
    String yaml = Files.readString(Path.of("../examples/retention.yaml"));
    try (Retention retention = new Retention(directory, yaml, 1)) {
      RecordedStream.Summary recorded = retention.record(5_000);
      assertThat(recorded.successes()).isPositive();
      assertThat(recorded.lastSuccess()).isLessThanOrEqualTo(recorded.steps() / 10);

      Map<String, HeldSuccesses.Held> held = retention.held(directory.resolve("savepoints"));

      assertThat(held.get("uniform")).isEqualTo(new HeldSuccesses.Held(4_000, 0));
      assertThat(held.get("prioritized")).isEqualTo(new HeldSuccesses.Held(4_000, 0));
      assertThat(held)
          .extractingByKey("tiered")
          .extracting(HeldSuccesses.Held::successes)
          .isEqualTo((long) recorded.successes());
    }
  }
}
