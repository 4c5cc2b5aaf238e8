package dev.cairn.jobs.chaos;

import dev.cairn.jobs.start.StartException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Workers and the learner of a {@link Trial}, threads of this JVM. One whose Kafka was away too
 * long ends; its next life goes on.
 */
final class TrialClients implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TrialClients.class);
  private static final double BATCHES_A_SECOND = 20;

  private final Path histories;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Future<?>> workers = new ArrayList<>();
  private final AtomicBoolean going = new AtomicBoolean(true);
  private Future<?> learner = CompletableFuture.completedFuture(null);

  TrialClients(Path histories) {
    this.histories = histories;
  }

  /** What a client does that may be cut off. */
  private interface Work {
    void run() throws InterruptedException;
  }

  void learn(Map<String, String> kafka) {
    learner = begin(() -> ChaosLearner.run(histories, 1, BATCHES_A_SECOND, kafka, going::get));
  }

  /**
   * A worker more, which sends so many steps and ends.
   *
   * @param rate steps a second
   */
  void send(int steps, double rate, Map<String, String> kafka) {
    int number = workers.size() + 1;
    workers.add(begin(() -> ChaosWorker.run(histories, number, steps, rate, null, kafka)));
  }

  private Future<?> begin(Work work) {
    return threads.submit(() -> untilDone(work));
  }

  private void untilDone(Work work) {
    while (going.get()) {
      try {
        work.run();
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        LOG.warn("a client begins a new life", e);
      }
    }
  }

  /** Waits until the workers have sent what they are to send. */
  void awaitWorkers(Duration timeout) throws InterruptedException {
    for (Future<?> worker : workers) {
      await(worker, timeout);
    }
  }

  /** Lets the learner come to its end, and waits for it. */
  void endLearner(Duration timeout) throws InterruptedException {
    going.set(false);
    await(learner, timeout);
  }

  private static void await(Future<?> client, Duration timeout) throws InterruptedException {
    try {
      client.get(timeout.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new StartException("a client does not end: " + e, e);
    }
  }

  @Override
  public void close() {
    going.set(false);
    threads.shutdownNow();
  }
}
