package dev.cairn.jobs.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Histories while they are written: hands over what has come since it was last asked. A line that
 * has no end yet waits for it. Not thread-safe.
 */
final class HistoryTail {

  private static final int CHUNK = 4 << 20;

  private final Path folder;
  private final List<String> prefixes;
  private final Map<Path, Long> offsets = new HashMap<>();

  /**
   * @param prefixes names of the files begin with one of these
   */
  HistoryTail(Path folder, String... prefixes) {
    this.folder = folder;
    this.prefixes = List.of(prefixes);
  }

  /** Hands over every event that is new. */
  void read(Consumer<Event> each) {
    try {
      for (String prefix : prefixes) {
        for (Path file : History.files(folder, prefix)) {
          readFile(file, each);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void readFile(Path file, Consumer<Event> each) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long offset = offsets.getOrDefault(file, 0L);
      int size = CHUNK;
      while (offset < channel.size()) {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(size, channel.size() - offset));
        int read = channel.read(bytes, offset);
        int used = lines(bytes.array(), Math.max(0, read), each);
        offset += used;
        offsets.put(file, offset);
        if (used == 0 && read < size) {
          return;
        }
        size = used == 0 ? 2 * size : CHUNK;
      }
    }
  }

  /** Hands over whole lines; returns how many bytes those were. */
  private static int lines(byte[] bytes, int length, Consumer<Event> each) throws IOException {
    int begin = 0;
    for (int i = 0; i < length; i++) {
      if (bytes[i] == '\n') {
        each.accept(History.event(new String(bytes, begin, i - begin, StandardCharsets.UTF_8)));
        begin = i + 1;
      }
    }
    return begin;
  }
}
