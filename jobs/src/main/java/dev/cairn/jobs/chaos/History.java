package dev.cairn.jobs.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The histories of all processes of a run: the {@code .jsonl} files of a folder. */
final class History {

  private static final ObjectReader JSON = new ObjectMapper().readerFor(Event.class);

  private History() {}

  /**
   * Reads every event, file by file, in the order of their names.
   *
   * @throws IllegalArgumentException when a line other than the last of a file, which a kill may
   *     have cut short, is not an event
   */
  static void read(Path folder, Consumer<Event> each) {
    read(folder, "", each);
  }

  /**
   * The same of the files whose name begins so; nothing when there are none.
   *
   * @param prefix a process's name and a dot
   */
  static void read(Path folder, String prefix, Consumer<Event> each) {
    try {
      for (Path file : files(folder, prefix)) {
        readFile(file, each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Files of histories whose names begin so, in the order of their names. */
  static List<Path> files(Path folder, String prefix) throws IOException {
    Files.createDirectories(folder);
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(
              file -> {
                String name = file.getFileName().toString();
                return name.startsWith(prefix) && name.endsWith(".jsonl");
              })
          .sorted()
          .toList();
    }
  }

  /** The event of a line. */
  static Event event(String line) throws JsonProcessingException {
    return JSON.readValue(line);
  }

  private static void readFile(Path file, Consumer<Event> each) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      int number = 1;
      String line = lines.readLine();
      while (line != null) {
        String next = lines.readLine();
        Event event;
        try {
          event = event(line);
        } catch (JsonProcessingException e) {
          if (next != null) {
            throw new IllegalArgumentException(
                "a line must be an event: file=" + file + " line=" + number, e);
          }
          return;
        }
        each.accept(event);
        line = next;
        number++;
      }
    }
  }
}
