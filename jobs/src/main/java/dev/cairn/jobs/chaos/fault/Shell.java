package dev.cairn.jobs.chaos.fault;

import dev.cairn.jobs.start.StartException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commands of the operating system, most of which only root may use. */
final class Shell {

  private static final Logger LOG = LoggerFactory.getLogger(Shell.class);

  private Shell() {}

  /** Whether something is mounted at a folder with that option. */
  static boolean isMounted(Path folder, String option) {
    try (Stream<String> mounts = Files.lines(Path.of("/proc/mounts"))) {
      return mounts
          .map(line -> line.split(" "))
          .anyMatch(
              of -> of[1].equals(folder.toString()) && List.of(of[3].split(",")).contains(option));
    } catch (IOException e) {
      return false;
    }
  }

  /** Runs a command to its end, whatever comes of it. */
  static void attempt(String... command) {
    try {
      run(command);
    } catch (StartException e) {
      LOG.debug("nothing came of a command", e);
    }
  }

  /**
   * Runs a command to its end.
   *
   * @throws StartException when there is none of this name, or it fails, with what it said
   */
  static String run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int code = process.waitFor();
      if (code != 0) {
        throw new StartException(
            "a command failed: "
                + String.join(" ", command)
                + " (code "
                + code
                + ": "
                + said
                + ")");
      }
      return said;
    } catch (IOException e) {
      throw new StartException(
          "a command cannot be run: " + String.join(" ", command) + " (" + e.getMessage() + ")", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted during " + String.join(" ", command), e);
    }
  }
}
