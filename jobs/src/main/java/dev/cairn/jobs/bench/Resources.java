package dev.cairn.jobs.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** What this process uses of the machine. */
final class Resources {

  private static final double MIB = 1 << 20;

  private Resources() {}

  /**
   * MiB: {@code rss_mib} resident, NaN where the system does not tell; {@code native_mib}, what of
   * that is not the committed heap; {@code heap_mib} in use after the last collection.
   */
  static Map<String, Double> memory() throws IOException {
    double rss = rssMib();
    double committed =
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted() / MIB;
    double used = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      MemoryUsage usage = pool.getCollectionUsage();
      if (pool.getType() == MemoryType.HEAP && usage != null) {
        used += usage.getUsed() / MIB;
      }
    }
    return Map.of("rss_mib", rss, "native_mib", rss - committed, "heap_mib", used);
  }

  private static double rssMib() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return Double.NaN;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
      }
    }
    return Double.NaN;
  }

  /** Bytes of the files below a directory, MiB; files that go away meanwhile do not count. */
  static double mib(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.mapToLong(Resources::size).sum() / MIB;
    } catch (UncheckedIOException e) {
      return Double.NaN;
    }
  }

  private static long size(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
