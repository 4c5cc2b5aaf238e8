package dev.cairn.jobs.bench;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A thread that works until it is closed. What it fails of is thrown by {@link #close}. */
abstract class Load implements AutoCloseable {

  private final AtomicBoolean running = new AtomicBoolean(true);
  private final Thread thread;
  private volatile @Nullable Throwable failure;
  private volatile boolean active = true;

  Load(String name) {
    thread = new Thread(this::work, name);
    thread.setDaemon(true);
  }

  /** Does a bounded piece of work. */
  abstract void step() throws Exception;

  /** Whether it puts load on the service; what is under way comes to its end. */
  final boolean active() {
    return active;
  }

  final void active(boolean now) {
    active = now;
  }

  void start() {
    thread.start();
  }

  private void work() {
    try {
      while (running.get()) {
        step();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception | Error e) {
      failure = e;
    }
  }

  @Override
  public void close() {
    running.set(false);
    try {
      thread.join(20_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Throwable failed = failure;
    if (failed != null) {
      throw new IllegalStateException(
          "a load must run to its end: load=" + thread.getName(), failed);
    }
  }
}
