package dev.cairn.jobs.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Daemon threads that run side by side; the first failure among them is kept. Thread-safe. */
public final class WatchedThreads {

  private static final Logger LOG = LoggerFactory.getLogger(WatchedThreads.class);
  private static final long JOIN_MS = 15_000;

  private final List<Thread> threads = new ArrayList<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /** Starts a thread. */
  public synchronized void start(String name, Runnable body) {
    Thread thread = new Thread(() -> run(name, body), name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private void run(String name, Runnable body) {
    try {
      body.run();
    } catch (Throwable e) {
      LOG.error("a thread failed: name={}", name, e);
      failure.compareAndSet(null, e);
    }
  }

  /** What ended a thread; null while all is well. */
  public @Nullable Throwable failure() {
    return failure.get();
  }

  /** Whether any thread runs. */
  public synchronized boolean alive() {
    return threads.stream().anyMatch(Thread::isAlive);
  }

  /** Waits for the end of each thread, up to 15 s. */
  public synchronized void join() throws InterruptedException {
    for (Thread thread : threads) {
      thread.join(JOIN_MS);
    }
  }
}
