package dev.cairn.jobs.cluster;

import dev.cairn.jobs.start.DiskSpace;
import dev.cairn.jobs.start.StartException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * One process of a cluster. It outlives the JVM that started it; its pid file says which it is, and
 * no other process is ever signalled. Not thread-safe.
 */
public final class ClusterProcess {

  /** How a process is. */
  public enum State {
    /** It runs. */
    UP,
    /** It was stopped with SIGSTOP. */
    PAUSED,
    /** It does not run. */
    DOWN
  }

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long MIN_FREE_BYTES = 64L << 20;

  private final Role role;
  private final ClusterFolder folder;
  private final List<String> command;

  /**
   * @param folder where its pid file, its logs and its scratch are
   * @param command program and arguments
   */
  public ClusterProcess(Role role, ClusterFolder folder, List<String> command) {
    this.role = role;
    this.folder = folder;
    this.command = List.copyOf(command);
  }

  /** What it does. */
  public Role role() {
    return role;
  }

  /** Its process id; empty while it does not run. */
  public OptionalLong pid() {
    Optional<ProcessHandle> handle = handle();
    return handle.isPresent() ? OptionalLong.of(handle.get().pid()) : OptionalLong.empty();
  }

  /** How it is now. */
  public State state() {
    return handle()
        .map(handle -> Signals.isStopped(handle.pid()))
        .map(ClusterProcess::of)
        .orElse(State.DOWN);
  }

  private static State of(boolean stopped) {
    return stopped ? State.PAUSED : State.UP;
  }

  /**
   * Starts it, without what an earlier process of the role left in its scratch folder. Returns when
   * the process exists, not when it serves.
   *
   * @throws StartException when it runs, or cannot be started
   */
  public void start() {
    if (handle().isPresent()) {
      throw new StartException("the process runs already: role=" + role);
    }
    try {
      deleteTree(folder.scratch(role));
      DiskSpace.require(folder.scratch(role), MIN_FREE_BYTES);
      Files.createDirectories(folder.logs());
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.path().toFile())
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.out(role).toFile()));
      // One malloc arena a thread costs hundreds of megabytes with RocksDB.
      builder.environment().putIfAbsent("MALLOC_ARENA_MAX", "2");
      ProcessId.of(builder.start().toHandle()).write(folder.pid(role));
    } catch (IOException e) {
      throw new StartException("the process cannot be started: role=" + role + " (" + e + ")", e);
    }
  }

  /** SIGKILL: it ends at once, whatever it was doing. Nothing happens when it does not run. */
  public void kill() {
    handle()
        .ifPresent(
            handle -> {
              handle.destroyForcibly();
              awaitEnd(handle, PATIENCE);
            });
  }

  /** SIGSTOP: it stands still until {@link #resume}, its connections stay open. */
  public void pause() {
    handle().ifPresent(handle -> Signals.send("STOP", handle.pid()));
  }

  /** SIGCONT. */
  public void resume() {
    handle().ifPresent(handle -> Signals.send("CONT", handle.pid()));
  }

  /** SIGTERM: asks it to end in order; returns at once. */
  void terminate() {
    if (state() == State.PAUSED) {
      // What stands still hears nothing.
      resume();
    }
    handle().ifPresent(ProcessHandle::destroy);
  }

  /** Asks it to end in order, and kills it when it has not after 20 s. */
  public void stop() {
    terminate();
    handle()
        .ifPresent(
            handle -> {
              if (!awaitEnd(handle, PATIENCE)) {
                kill();
              }
            });
    forget();
  }

  /** Drops the pid file of a process that has ended. */
  void forget() {
    try {
      if (handle().isEmpty()) {
        Files.deleteIfExists(folder.pid(role));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the pid file cannot be deleted: role=" + role, e);
    }
  }

  /** The last line that it printed; empty when it printed none. */
  String lastWords() {
    try (Stream<String> lines = Files.lines(folder.out(role))) {
      return lines.filter(line -> !line.isBlank()).reduce("", (first, second) -> second);
    } catch (IOException | UncheckedIOException e) {
      return "";
    }
  }

  private Optional<ProcessHandle> handle() {
    return ProcessId.read(folder.pid(role))
        .flatMap(ProcessId::find)
        .filter(handle -> !Signals.isZombie(handle.pid()));
  }

  private static boolean awaitEnd(ProcessHandle handle, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (handle.isAlive() && !Signals.isZombie(handle.pid())) {
      if (System.nanoTime() > end) {
        return false;
      }
      try {
        handle.onExit().get(50, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        // Asked again: of a process that is no child of this one, the end may pass unheard.
      } catch (ExecutionException e) {
        return !handle.isAlive();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
