package dev.cairn.jobs.chaos.trial;

import dev.cairn.jobs.cluster.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** How much memory a process has in use. */
final class Memory {

  private Memory() {}

  /** Resident memory of a process of the cluster, MiB; 0 while it does not run. */
  static long mib(Cluster cluster, String role) {
    long pid = cluster.process(role).pid().orElse(-1);
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
