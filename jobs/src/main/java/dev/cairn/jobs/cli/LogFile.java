package dev.cairn.jobs.cli;

import java.nio.file.Path;

/** Where warnings go: log4j2.xml reads the property when the first logger is made. */
final class LogFile {

  private static final String PROPERTY = "cairn.log.file";

  private LogFile() {}

  /** Sets the file; has no effect once something was logged. */
  static void set(Path file) {
    System.setProperty(PROPERTY, file.toString());
  }

  /** The file in use. */
  static String current() {
    return System.getProperty(
        PROPERTY, Path.of(System.getProperty("java.io.tmpdir", "."), "cairn.log").toString());
  }
}
