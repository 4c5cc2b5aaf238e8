package dev.cairn.jobs.chaos;

import dev.cairn.jobs.chaos.fault.FaultKind;
import dev.cairn.jobs.cluster.Cluster;
import dev.cairn.jobs.cluster.ClusterProcess;
import dev.cairn.jobs.cluster.Role;
import dev.cairn.jobs.start.StartException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Faults that come over a running cluster while something else goes on there, by a schedule that a
 * seed decides, and a watchdog that starts again whatever has died. Used once; its figures may be
 * asked for from any thread.
 */
public final class Disturbance implements AutoCloseable {

  /** Settings of Flink without which faults miss the moments that they wait for. */
  public static final Map<String, String> FLINK = Map.of("web.refresh-interval", "50");

  private final Schedule schedule;
  private final HistoryFile history;
  private final Watchdog watchdog;
  private final Injector injector;
  private final Thread thread;
  private final AtomicInteger restarts = new AtomicInteger();
  private final Consumer<String> out;

  /**
   * Nothing happens yet.
   *
   * @param kinds of which the faults are, at least one
   * @param faults how many, at least 0
   * @param gap mean time between the beginnings of two
   * @param histories folder in which they are written down
   * @param out hears of each
   */
  public Disturbance(
      Cluster cluster,
      List<FaultKind> kinds,
      long seed,
      int faults,
      Duration gap,
      Path histories,
      Consumer<String> out) {
    this.out = out;
    List<Role> roles = cluster.processes().stream().map(ClusterProcess::role).toList();
    schedule = Schedule.of(seed, faults, kinds, roles, gap);
    history = HistoryFile.begin(histories, "faults");
    watchdog = new Watchdog(cluster.processes(), role -> true, listener());
    injector = new Injector(new ChaosSite(cluster, watchdog, out), history);
    thread = new Thread(this::inject, "disturbance");
    thread.setDaemon(true);
  }

  private Watchdog.Listener listener() {
    return new Watchdog.Listener() {
      @Override
      public void started(Role role) {
        restarts.incrementAndGet();
        history.append(new Event.Restarted(System.currentTimeMillis(), role.toString()));
      }

      @Override
      public void notStarted(Role role, StartException why) {
        out.accept("not started: " + role + " (" + why.getMessage() + ")");
      }
    };
  }

  private void inject() {
    try {
      injector.run(schedule.entries());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      injector.healAll();
    }
  }

  /** From now on faults come, and what dies is started again. */
  public void begin() {
    watchdog.watch();
    thread.start();
  }

  /** Faults that have begun. */
  public int faults() {
    return injector.begun();
  }

  /** Processes that were started again. */
  public int restarts() {
    return restarts.get();
  }

  /** No fault comes any more, and those that last end; what dies is still started again. */
  public void calm() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }

  /** Ends it all. What stands still goes on; what is down stays so. */
  @Override
  public void close() {
    thread.interrupt();
    watchdog.close();
    history.close();
  }
}
