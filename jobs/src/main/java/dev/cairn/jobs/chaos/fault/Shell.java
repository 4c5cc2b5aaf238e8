package dev.cairn.jobs.chaos.fault;

import dev.cairn.jobs.start.StartException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Commands of the operating system, most of which only root may use. */
final class Shell {

  private Shell() {}

  /** Whether something is mounted at a folder. */
  static boolean isMounted(Path folder) {
    try (Stream<String> mounts = Files.lines(Path.of("/proc/mounts"))) {
      return mounts.anyMatch(line -> line.split(" ")[1].equals(folder.toString()));
    } catch (IOException e) {
      return false;
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
