package dev.cairn.jobs.cli;

import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** Where warnings go: log4j2.xml reads the property when the first logger is made. */
public final class LogFile {

  private static final String PROPERTY = "cairn.log.file";

  private LogFile() {}

  /** Sets the file and starts logging; has no effect once a logger was made. */
  public static void set(Path file) {
    System.setProperty(PROPERTY, file.toString());
    // Here and now, on one thread: Log4j locks up when several threads make the first logger.
    LoggerFactory.getLogger(LogFile.class).debug("logging starts: file={}", file);
  }

  /** The file in use. */
  static String current() {
    return System.getProperty(
        PROPERTY, Path.of(System.getProperty("java.io.tmpdir", "."), "cairn.log").toString());
  }
}
