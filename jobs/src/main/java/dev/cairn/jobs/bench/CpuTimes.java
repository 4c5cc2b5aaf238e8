package dev.cairn.jobs.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;

/** CPU time of the JVM's threads, by name; native time of RocksDB inside them included. */
record CpuTimes(Map<String, Long> nanos, long processNanos, long atNs) {

  static CpuTimes now() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    Map<String, Long> nanos = new HashMap<>();
    for (long id : threads.getAllThreadIds()) {
      ThreadInfo info = threads.getThreadInfo(id);
      long cpu = threads.getThreadCpuTime(id);
      if (info != null && cpu > 0) {
        nanos.merge(info.getThreadName(), cpu, Long::sum);
      }
    }
    long process =
        ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime();
    return new CpuTimes(nanos, process, System.nanoTime());
  }

  /**
   * Cores that each component of the service kept busy since an earlier reading, and all of them
   * together; {@code native} are the threads that are not Java's: collector, compiler, RocksDB's
   * compaction.
   */
  Map<String, Double> coresSince(CpuTimes before) {
    double wall = atNs - before.atNs;
    double all = (processNanos - before.processNanos) / wall;
    Map<String, Double> cores = new HashMap<>();
    double java = 0;
    for (Map.Entry<String, Long> thread : nanos.entrySet()) {
      long cpu = thread.getValue() - before.nanos.getOrDefault(thread.getKey(), 0L);
      cores.merge("cores " + component(thread.getKey()), cpu / wall, Double::sum);
      java += cpu / wall;
    }
    cores.put("cores native", Math.max(0, all - java));
    cores.put("cores", all);
    return cores;
  }

  private static String component(String thread) {
    if (thread.startsWith("data-plane")) {
      return "broker";
    }
    if (thread.contains("Source: transitions")) {
      return "decode transitions";
    }
    if (thread.contains("Source: feedback")) {
      return "decode feedback";
    }
    if (thread.startsWith("assemble")) {
      return "assemble";
    }
    if (thread.startsWith("replay")) {
      return "replay";
    }
    return thread.startsWith("kafka-producer") ? "sinks" : "other";
  }

  /** Busy threads since an earlier reading, in cores, the busiest first. */
  String since(CpuTimes before, double floor) {
    double wall = atNs - before.atNs;
    StringBuilder text = new StringBuilder();
    text.append(
        String.format("  %5.2f cores in all%n", (processNanos - before.processNanos) / wall));
    nanos.entrySet().stream()
        .map(e -> Map.entry(e.getKey(), e.getValue() - before.nanos.getOrDefault(e.getKey(), 0L)))
        .filter(e -> e.getValue() / wall >= floor)
        .sorted((a, b) -> Long.compare(b.getValue(), a.getValue()))
        .forEach(e -> text.append(String.format("  %5.2f %s%n", e.getValue() / wall, e.getKey())));
    return text.toString();
  }
}
