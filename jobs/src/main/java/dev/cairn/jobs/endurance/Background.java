package dev.cairn.jobs.endurance;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Work in a thread of its own, whose failure is not overlooked. */
final class Background implements AutoCloseable {

  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private final Thread thread;

  /** What is done. */
  interface Work {
    void run() throws Exception;
  }

  Background(Work work) {
    thread = new Thread(() -> run(work), "endurance-load");
    thread.setDaemon(true);
    thread.start();
  }

  private void run(Work work) {
    try {
      work.run();
      end.complete(null);
    } catch (Exception | Error e) {
      end.completeExceptionally(e);
    }
  }

  /**
   * Returns when it has come to its end.
   *
   * @throws IllegalStateException when it failed
   */
  void await() throws InterruptedException {
    try {
      end.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a load must run to its end", e.getCause());
    }
  }

  /** Ends it, wherever it is. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
