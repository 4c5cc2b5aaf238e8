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

  /** Cores that each thread kept busy since an earlier reading, and all of them together. */
  Map<String, Double> coresSince(CpuTimes before) {
    double wall = atNs - before.atNs;
    Map<String, Double> cores = new HashMap<>();
    nanos.forEach(
        (name, cpu) -> {
          double busy = (cpu - before.nanos.getOrDefault(name, 0L)) / wall;
          if (busy >= 0.02) {
            cores.put("cores " + name, busy);
          }
        });
    cores.put("cores", (processNanos - before.processNanos) / wall);
    return cores;
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
