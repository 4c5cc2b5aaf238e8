package dev.cairn.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A demo whose whole process is killed, broker, Flink, workers and learner, and that goes on. */
class ResumeITCase {

  private static final int STEPS = 5_000;

  @TempDir private Path directory;

  @Test
  @Timeout(300)
  void demo_killedAndResumed_goesOnAndLosesNothing() throws Exception {
    Path folder = directory.resolve("run");
    Process first =
        cairn("demo", "--env-steps", Integer.toString(STEPS), "--port", "0", "--out", folder + "");
    try {
      while (steps(folder) < STEPS / 3 || !Files.exists(folder.resolve("learner.avro"))) {
        assertThat(first.isAlive()).as(log()).isTrue();
        Thread.sleep(50);
      }
    } finally {
      first.destroyForcibly().waitFor();
    }
    assertThat(folder.resolve("summary.json")).doesNotExist();

    Process second = cairn("demo", "--resume", folder + "", "--port", "0");
    try {
      assertThat(second.waitFor(200, TimeUnit.SECONDS)).as(log()).isTrue();
    } finally {
      second.destroyForcibly().waitFor();
    }

    assertThat(second.exitValue()).as(log()).isZero();
    JsonNode summary = new ObjectMapper().readTree(folder.resolve("summary.json").toFile());
    assertThat(summary.get("resumed").asInt()).isEqualTo(1);
    assertThat(summary.get("balanced").asBoolean()).isTrue();
    assertThat(summary.at("/steps/received").asLong())
        .isEqualTo(summary.get("acknowledged_steps").asLong());
    // What it had learned was not begun anew, and the curve is that of the whole run.
    assertThat(log()).containsPattern("Resumed: [0-9,]+ steps in the memory, the learner at its");
    assertThat(log()).doesNotContain("the learner at its update 0.");
    List<Long> curve = curve(folder);
    assertThat(curve.get(0)).isLessThan(500);
    assertThat(curve.get(curve.size() - 1)).isGreaterThan(STEPS * 9 / 10);
  }

  private static List<Long> curve(Path folder) throws IOException {
    return Files.readAllLines(folder.resolve("learning-curve.csv")).stream()
        .skip(1)
        .map(line -> Long.parseLong(line.split(",", 2)[0]))
        .toList();
  }

  /** Steps of the last whole line of the table that grows while the run goes on. */
  private static long steps(Path folder) throws IOException {
    Path table = folder.resolve("progress.csv");
    if (!Files.exists(table)) {
      return 0;
    }
    String text = Files.readString(table);
    List<String> lines = text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    return lines.size() < 2 ? 0 : Long.parseLong(lines.get(lines.size() - 1).split(",", 2)[0]);
  }

  private Process cairn(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx700m");
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens"))
        .forEach(command::add);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("dev.cairn.jobs.Cairn");
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()))
        .start();
  }

  private String log() throws IOException {
    Path log = directory.resolve("log");
    return Files.exists(log) ? Files.readString(log) : "";
  }
}
