package dev.cairn.jobs.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.stream.Stream;

/** Why a job does not run, as far as its JobManager's log says so. */
final class FailureReason {

  private static final String START = "Starting StandaloneApplicationClusterEntryPoint";
  private static final String CAUSE = "Caused by: ";

  private String failed = "";
  private String error = "";

  private FailureReason() {}

  /**
   * The innermost cause of the newest failure since the JobManager was last started.
   *
   * @return one line; empty when there is no log, or no failure in it
   */
  static String in(Path log) {
    FailureReason reason = new FailureReason();
    // Not UTF-8: whatever a message quotes, it can be read.
    try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
      reason.read(lines.iterator());
    } catch (IOException | UncheckedIOException e) {
      return "";
    }
    return reason.failed.isEmpty() ? reason.error : reason.failed;
  }

  private void read(Iterator<String> lines) {
    String line = lines.hasNext() ? lines.next() : "";
    while (lines.hasNext()) {
      if (line.contains(START)) {
        failed = "";
        error = "";
      }
      String head = line;
      String cause = "";
      line = lines.next();
      // What is thrown begins at the margin, with the name of its class.
      if (line.matches("[a-z]\\w*(\\.\\w+)+.*")) {
        cause = line;
        line = "";
      }
      while (lines.hasNext()
          && (line.isEmpty() || line.startsWith("\t") || line.startsWith(CAUSE))) {
        cause = line.startsWith(CAUSE) ? line.substring(CAUSE.length()) : cause;
        line = lines.next();
      }
      if (!cause.isEmpty() && head.contains(" to FAILED")) {
        failed = cause;
      } else if (!cause.isEmpty() && head.contains("ERROR")) {
        error = cause;
      }
    }
  }
}
