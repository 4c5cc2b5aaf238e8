package dev.cairn.jobs.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.jobs.Cairn;
import dev.cairn.jobs.cluster.Cluster;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/chaos --quick}: real processes, 100,000 items, 5 faults. */
class ChaosRunITCase {

  private static final long SEED = Long.getLong("cairn.chaos.seed", 1);

  /** The machine that runs all tests may be slow: what takes 60 s on an idle one may take 180. */
  private static final String PATIENCE = "3";

  /** Kept after a failure: histories and logs are in it. */
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  @AfterEach
  void stop() {
    if (Cluster.exists(directory)) {
      Cluster.open(directory).stop();
    }
  }

  @Test
  @Timeout(900)
  void quick_nothingIsLostOrDoubledAndEverythingFlowsAgain() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream terminal = System.out;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    int code;
    try {
      code =
          Cairn.commandLine()
              .execute(
                  "chaos",
                  "--quick",
                  "--seed",
                  Long.toString(SEED),
                  "--patience",
                  PATIENCE,
                  "--dir",
                  directory.toString());
    } finally {
      System.setOut(terminal);
    }

    String text = out.toString(StandardCharsets.UTF_8);
    assertThat(code).as("seed=%d%n%s", SEED, text).isZero();
    List<String> lines = text.lines().toList();
    String last = lines.get(lines.size() - 1);
    assertThat(last).matches("lost 0 doubled 0 faults 5 recovered-in \\d+\\.\\d s .*");
    // In the log of the tests, with the seed: what recovery took on this machine.
    System.out.println("chaos --quick --seed " + SEED + ": " + last);
  }
}
