package dev.cairn.jobs.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The history of one life of one process: JSON lines, each with the operating system before {@link
 * #append} returns, so that a kill leaves at most the last line torn. Thread-safe.
 */
final class HistoryFile implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BUFFER = 1 << 16;

  private final int life;
  private final OutputStream out;

  private HistoryFile(int life, OutputStream out) {
    this.life = life;
    this.out = out;
  }

  /**
   * Begins the next life of a process: the first of {@code name.0.jsonl}, {@code name.1.jsonl}, ...
   * that does not exist.
   */
  static HistoryFile begin(Path folder, String name) {
    try {
      Files.createDirectories(folder);
      for (int life = 0; ; life++) {
        try {
          OutputStream file =
              Files.newOutputStream(
                  folder.resolve(name + "." + life + ".jsonl"), StandardOpenOption.CREATE_NEW);
          return new HistoryFile(life, new BufferedOutputStream(file, BUFFER));
        } catch (FileAlreadyExistsException e) {
          // An earlier life.
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Which process of the name this is, from 0. */
  int life() {
    return life;
  }

  synchronized void append(Event event) {
    try {
      out.write(line(event));
      out.flush();
    } catch (IOException e) {
      // Nothing more may happen that no line tells of.
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] line(Event event) throws IOException {
    // By its static type: only then is the kind of event among the fields.
    return (JSON.writerFor(Event.class).writeValueAsString(event) + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public synchronized void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
