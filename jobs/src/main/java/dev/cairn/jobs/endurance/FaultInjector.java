package dev.cairn.jobs.endurance;

import dev.cairn.jobs.cluster.Cluster;
import dev.cairn.jobs.cluster.ClusterProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Does one random fault in each minute, at a random second of it, and writes each down. Not
 * thread-safe.
 */
final class FaultInjector {

  private static final long MINUTE_MS = 60_000;

  /** One that was done, and the environment steps by then. */
  record Done(Fault fault, double seconds, long envSteps) {}

  private final Cluster cluster;
  private final RandomFaults faults;
  private final Path table;
  private final long startMs;
  private final List<Done> done = new ArrayList<>();
  private final Map<Fault, Long> pausedUntilMs = new LinkedHashMap<>();
  private long dueMs;

  /**
   * @param table file to write them to
   * @param startMs when the first minute begins, ms since the epoch
   */
  FaultInjector(Cluster cluster, Path table, long startMs) {
    this.cluster = cluster;
    faults =
        new RandomFaults(
            cluster.options().seed(),
            cluster.processes().stream().map(ClusterProcess::role).toList());
    this.table = table;
    this.startMs = startMs;
    dueMs = startMs + 1000L * faults.second();
    write("seconds,env_steps,role,fault");
  }

  /** Does what is due. */
  void look(long nowMs, long envSteps) {
    pausedUntilMs
        .entrySet()
        .removeIf(
            paused -> {
              boolean over = nowMs >= paused.getValue();
              if (over) {
                cluster.process(paused.getKey().role().toString()).resume();
              }
              return over;
            });
    if (nowMs >= dueMs) {
      apply(faults.next(), nowMs, envSteps);
      dueMs = startMs + MINUTE_MS * done.size() + 1000L * faults.second();
    }
  }

  private void apply(Fault fault, long nowMs, long envSteps) {
    if (fault.pauseSeconds() == 0) {
      cluster.process(fault.role().toString()).kill();
    } else {
      cluster.process(fault.role().toString()).pause();
      pausedUntilMs.put(fault, nowMs + 1000L * fault.pauseSeconds());
    }
    double seconds = (nowMs - startMs) / 1000.0;
    done.add(new Done(fault, seconds, envSteps));
    write(String.format("%.1f,%d,%s,%s", seconds, envSteps, fault.role(), fault.what()));
    System.out.printf(
        "%5.0f s  fault %d: %s %s%n", seconds, done.size(), fault.what(), fault.role());
  }

  private void write(String line) {
    try {
      Files.writeString(table, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("the faults cannot be written: file=" + table, e);
    }
  }

  /** Lets everything go on that stands still. */
  void end() {
    pausedUntilMs.keySet().forEach(f -> cluster.process(f.role().toString()).resume());
    pausedUntilMs.clear();
  }

  /** What was done, in order. */
  List<Done> done() {
    return List.copyOf(done);
  }
}
