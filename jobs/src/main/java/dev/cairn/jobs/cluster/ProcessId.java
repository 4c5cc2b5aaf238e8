package dev.cairn.jobs.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * A process that was started here. Systems use ids again, so it is known by its start too.
 *
 * @param pid its id
 * @param started when it was started
 */
record ProcessId(long pid, Instant started) {

  /**
   * What the system says of one start differs by the moment at which the system's clock is read.
   */
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  /** A process that has just been started. */
  static ProcessId of(ProcessHandle handle) {
    return new ProcessId(handle.pid(), handle.info().startInstant().orElseGet(Instant::now));
  }

  /** The id in a file; empty when there is none, or nothing readable. */
  static Optional<ProcessId> read(Path file) {
    try {
      String[] words = Files.readString(file).trim().split(" ");
      return words.length == 2
          ? Optional.of(new ProcessId(Long.parseLong(words[0]), Instant.parse(words[1])))
          : Optional.empty();
    } catch (NoSuchFileException | NumberFormatException | DateTimeParseException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("the pid file cannot be read: file=" + file, e);
    }
  }

  void write(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, pid + " " + started + "\n");
  }

  /** The process while it lives; empty when it has ended, or its id is another's by now. */
  Optional<ProcessHandle> find() {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isThis);
  }

  private boolean isThis(ProcessHandle handle) {
    return handle
        .info()
        .startInstant()
        .map(start -> Duration.between(started, start).abs().compareTo(TOLERANCE) <= 0)
        .orElse(false);
  }
}
