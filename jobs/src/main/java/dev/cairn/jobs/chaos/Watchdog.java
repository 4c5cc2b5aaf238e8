package dev.cairn.jobs.chaos;

import dev.cairn.jobs.chaos.fault.Fault;
import dev.cairn.jobs.cluster.ClusterProcess;
import dev.cairn.jobs.cluster.Role;
import dev.cairn.jobs.start.StartException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Starts processes again that have died, as systemd or Kubernetes would, and is the only one that
 * touches them meanwhile. Thread-safe.
 */
final class Watchdog implements AutoCloseable {

  private static final long LOOK_MS = 300;

  /** A process that dies as soon as it is started must not take the whole machine. */
  private static final long MIN_LIFE_NANOS = 2_000_000_000L;

  /** Told of what the watchdog does. */
  interface Listener {
    /** A process that was down was started. */
    void started(Role role);

    /** A process could not be started: it is tried again. */
    void notStarted(Role role, StartException why);
  }

  /** A process, and who wants it to stay as it is. */
  private static final class Looked {
    private final ClusterProcess process;
    private final Set<Fault> holders = Collections.newSetFromMap(new IdentityHashMap<>());
    private long startedNanos = System.nanoTime() - MIN_LIFE_NANOS;

    Looked(ClusterProcess process) {
      this.process = process;
    }
  }

  private final Map<Role, Looked> all = new LinkedHashMap<>();
  private final Predicate<Role> wanted;
  private final Listener listener;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "watchdog");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param processes to look after from {@link #watch} on
   * @param wanted whether a process that is down is to run; asked while nothing else happens
   */
  Watchdog(List<ClusterProcess> processes, Predicate<Role> wanted, Listener listener) {
    processes.forEach(process -> all.put(process.role(), new Looked(process)));
    this.wanted = wanted;
    this.listener = listener;
  }

  /** Begins to look, several times a second. */
  void watch() {
    clock.scheduleWithFixedDelay(this::look, 0, LOOK_MS, TimeUnit.MILLISECONDS);
  }

  private synchronized void look() {
    long now = System.nanoTime();
    for (Looked looked : all.values()) {
      if (now - looked.startedNanos >= MIN_LIFE_NANOS) {
        startIfDown(looked);
      }
    }
  }

  private void startIfDown(Looked looked) {
    Role role = looked.process.role();
    if (clock.isShutdown()
        || !looked.holders.isEmpty()
        || looked.process.state() != ClusterProcess.State.DOWN
        || !wanted.test(role)) {
      return;
    }
    try {
      looked.startedNanos = System.nanoTime();
      looked.process.start();
      listener.started(role);
    } catch (StartException e) {
      listener.notStarted(role, e);
    }
  }

  /** SIGKILL. */
  synchronized void kill(Role role) {
    of(role).process.kill();
  }

  /** SIGSTOP. */
  synchronized void pause(Role role) {
    of(role).process.pause();
  }

  /** SIGCONT. */
  synchronized void resume(Role role) {
    of(role).process.resume();
  }

  /** Leaves a process down until everyone who held it has let go. */
  synchronized void hold(Role role, Fault by) {
    of(role).holders.add(by);
  }

  /** Lets go; starts the process at once if nobody else holds it and it is down. */
  synchronized void release(Role role, Fault by) {
    Looked looked = of(role);
    if (looked.holders.remove(by)) {
      startIfDown(looked);
    }
  }

  private Looked of(Role role) {
    Looked looked = all.get(role);
    if (looked == null) {
      throw new IllegalArgumentException(
          "a role must be one of " + all.keySet() + ": role=" + role);
    }
    return looked;
  }

  /** Looks no more. What stands still goes on. */
  @Override
  public synchronized void close() {
    clock.shutdownNow();
    all.values().forEach(looked -> looked.process.resume());
  }
}
