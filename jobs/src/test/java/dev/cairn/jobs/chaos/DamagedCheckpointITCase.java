package dev.cairn.jobs.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.client.TableInfo;
import dev.cairn.jobs.Cairn;
import dev.cairn.jobs.chaos.fault.Damage;
import dev.cairn.jobs.e2e.Stack;
import dev.cairn.jobs.inspect.CheckpointFiles;
import dev.cairn.jobs.start.CheckpointDirectory;
import dev.cairn.jobs.start.StartException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints that a real job wrote, of which files are gone, cut short or changed. */
class DamagedCheckpointITCase {

  private static final int STEPS = 8_000;

  @TempDir private Path directory;

  @Test
  @Timeout(200)
  void newest_damaged_isRefusedWithFileAndReasonAndTheOlderIsNamed() throws Exception {
    String yaml = ChaosTable.yaml(2L * STEPS, 1);
    Path config = Files.writeString(directory.resolve("job.yaml"), yaml);
    retain(yaml);
    List<Path> checkpoints = CheckpointDirectory.all(directory.resolve("flink/checkpoints"));
    Path newest = checkpoints.get(0);
    List<Path> own = new ArrayList<>(CheckpointFiles.tables(newest));
    own.removeAll(CheckpointFiles.tables(checkpoints.get(2)));
    assertThat(own).as("the newest has tables that the oldest has not").isNotEmpty();
    Path table = own.get(0);
    Path older =
        checkpoints.stream()
            .filter(checkpoint -> !CheckpointFiles.tables(checkpoint).contains(table))
            .findFirst()
            .orElseThrow();

    CheckpointFiles.require(newest);
    assertRefused(newest, older, Damage.missing(table), "file=" + table + " is missing");
    assertRefused(newest, older, Damage.cut(table), "file=" + table + " has bytes=");
    for (double where : new double[] {0, 0.3, 0.6, 0.9}) {
      // The damage is found wherever it is: data, index, filter.
      assertRefused(newest, older, Damage.flipped(table, where), "file=" + table + " is damaged: ");
    }
    assertRefused(
        newest,
        checkpoints.get(1),
        Damage.cut(newest.resolve("_metadata")),
        "file=" + newest.resolve("_metadata") + " cannot be read: ");

    assertThat(audit(newest, config)).startsWith("0 table replay: every invariant holds");
    try (Damage damage = Damage.flipped(table, 0.5)) {
      assertThat(audit(newest, config)).startsWith("1 DAMAGED: file=" + damage.file());
    }
  }

  private static void assertRefused(Path newest, Path older, Damage damage, String reason) {
    try (damage) {
      assertThatThrownBy(() -> CheckpointFiles.require(newest))
          .isInstanceOf(StartException.class)
          .hasMessageStartingWith("the checkpoint is damaged: directory=" + newest)
          .hasMessageContaining(reason)
          .hasMessageEndingWith("whole is --from-savepoint " + older);
    }
  }

  /** Runs a job for some checkpoints, which stay when it has ended. */
  private void retain(String yaml) throws Exception {
    try (Stack stack = Stack.start(directory, yaml);
        TableInfo info = TableInfo.open(ChaosTable.SPACE, stack.config().kafka())) {
      assertThat(info.awaitTable(ChaosTable.NAME, Duration.ofSeconds(60))).isTrue();
      // Until the end, so that the newest checkpoint has something of its own.
      ChaosWorker.run(directory.resolve("history"), 1, STEPS, 2_000, null, stack.config().kafka());
    }
  }

  /** Exit code and output of {@code cairn audit}. */
  private static String audit(Path checkpoint, Path config) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream terminal = System.out;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      int code =
          Cairn.commandLine()
              .execute("audit", checkpoint.toString(), "--config", config.toString());
      return code + " " + out.toString(StandardCharsets.UTF_8);
    } finally {
      System.setOut(terminal);
    }
  }
}
