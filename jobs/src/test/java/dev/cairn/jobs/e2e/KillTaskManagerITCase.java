package dev.cairn.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.client.Beta;
import dev.cairn.client.KafkaClients;
import dev.cairn.client.MinibatchReader;
import dev.cairn.client.ReaderOptions;
import dev.cairn.client.Row;
import dev.cairn.client.SampledBatch;
import dev.cairn.client.TableInfo;
import dev.cairn.client.TrajectoryWriter;
import dev.cairn.client.WriterOptions;
import dev.cairn.jobs.demo.Drain;
import dev.cairn.jobs.demo.Ledgers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.JobStatus;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writers, a learner with random TD errors, and a TaskManager that is killed in the middle: every
 * acknowledged step is in the memory exactly once, every sample is what was sent.
 */
class KillTaskManagerITCase {

  private static final int WRITERS = 3;
  private static final int STEPS = 1_500;
  private static final int EPISODE = 25;
  private static final int BATCH = 32;
  private static final String YAML =
      """
      space: kill
      tables:
        t:
          # Less than is written, so that tiers overflow and items are evicted.
          capacity: {items: 3000, bytes: 1 MiB}
          columns:
            obs: {dtype: float32, shape: [2], observation: true}
            actions: {dtype: int64}
            rewards: {dtype: float32}
          importance: {window: 1000}
          limiter: {min_size: 200, samples_per_insert: 8, error_buffer: 600}
          max_batch: 32
          max_chunk_steps: 16
          segment_bytes: 1 KiB
          cache_bytes: 16 KiB
      """;

  @TempDir private Path directory;

  private final AtomicLong taken = new AtomicLong();

  @Test
  @Timeout(240)
  void killTaskManager_midRun_losesAndDoublesNothing() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try (Stack stack = Stack.start(directory, YAML);
        TableInfo info = TableInfo.open("kill", stack.config().kafka());
        Producer<byte[], byte[]> producer = KafkaClients.producer(stack.config().kafka())) {
      assertThat(info.awaitTable("t", Duration.ofSeconds(60))).as("the job publishes").isTrue();
      List<Future<Long>> writers = new ArrayList<>();
      for (int w = 0; w < WRITERS; w++) {
        int writer = w;
        writers.add(threads.submit(() -> write(writer, producer, info)));
      }
      Samples samples = new Samples();
      try (MinibatchReader reader =
          new MinibatchReader(
              ReaderOptions.of("kill", "t", "learner", new Beta(0.4, 1_000)).withBatchSize(BATCH),
              producer,
              KafkaClients.consumer(stack.config().kafka()),
              info)) {
        learnUntil(reader, samples, WRITERS * STEPS / 2);
        long attempt = samples.attempt;
        stack.flink().killTaskManager();
        learnUntil(reader, samples, WRITERS * STEPS);
        assertThat(samples.attempt).as("a new attempt after the kill").isGreaterThan(attempt);
      }
      long acknowledged = 0;
      for (Future<Long> writer : writers) {
        acknowledged += writer.get(90, TimeUnit.SECONDS);
      }

      assertThat(acknowledged).isEqualTo((long) WRITERS * STEPS);
      long all = acknowledged;
      Ledgers ledgers = Drain.await(info, "t", () -> all, Duration.ofSeconds(30));
      assertThat(ledgers.imbalances(all)).isEmpty();
      assertThat(ledgers.items().created()).isEqualTo(all);
      assertThat(ledgers.items().evicted()).isPositive();
      assertThat(ledgers.updates().applied()).isPositive();
      assertThat(ledgers.updates().invalid()).isZero();
      assertThat(samples.actionOfId.size()).isGreaterThan(WRITERS * STEPS / 4);
      assertThat(stack.status()).isEqualTo(JobStatus.RUNNING);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Writes steps of which every value follows from writer and number. */
  private long write(int writer, Producer<byte[], byte[]> producer, TableInfo info)
      throws Exception {
    Row observation = new Row();
    Row step = new Row();
    try (TrajectoryWriter out =
        new TrajectoryWriter(WriterOptions.of("kill", "stream-" + writer, "t"), producer, info)) {
      for (int n = 0; n < STEPS; n++) {
        if (n % EPISODE == 0) {
          out.begin(observation.floats("obs", n, writer));
        }
        step.scalar("actions", action(writer, n)).scalar("rewards", reward(action(writer, n)));
        observation.floats("obs", n + 1, writer);
        out.append(step, observation, n % EPISODE == EPISODE - 1, false);
        taken.incrementAndGet();
      }
      out.flush();
      return out.stepsAcknowledged();
    }
  }

  private void learnUntil(MinibatchReader reader, Samples samples, long steps) throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    long updates = 0;
    while (taken.get() < steps) {
      SampledBatch batch = reader.next(Duration.ofSeconds(90));
      samples.check(batch);
      float[] tdErrors = new float[batch.size()];
      for (int i = 0; i < tdErrors.length; i++) {
        tdErrors[i] = (float) (random.nextDouble() - 0.5);
      }
      reader.learnerStep(++updates);
      reader.updatePriorities(batch, tdErrors);
    }
  }

  private static long action(int writer, int n) {
    return 1_000_000L * writer + n;
  }

  private static float reward(long action) {
    return (action * 31) % 97;
  }

  /** Every sampled item must be one that was sent, and always under the same id. */
  private static final class Samples {

    private final Map<Long, Long> actionOfId = new HashMap<>();
    private final Set<Long> actions = new HashSet<>();
    private long attempt;

    void check(SampledBatch batch) {
      long[] ids = batch.ids();
      long[] sent = batch.longs("actions");
      float[] rewards = batch.floats("rewards");
      float[] before = batch.floats("obs");
      float[] after = batch.floats("new_obs");
      boolean[] terminated = batch.booleans("terminateds");
      long[] t = batch.longs("t");
      long[] episodes = batch.longs("eps_id");
      for (int i = 0; i < batch.size(); i++) {
        long writer = sent[i] / 1_000_000;
        long n = sent[i] % 1_000_000;
        assertThat(writer).isBetween(0L, WRITERS - 1L);
        assertThat(n).isBetween(0L, STEPS - 1L);
        assertThat(rewards[i]).isEqualTo(reward(sent[i]));
        assertThat(new float[] {before[2 * i], before[2 * i + 1]}).containsExactly(n, writer);
        assertThat(new float[] {after[2 * i], after[2 * i + 1]}).containsExactly(n + 1, writer);
        assertThat(terminated[i]).isEqualTo(n % EPISODE == EPISODE - 1);
        assertThat(t[i]).isEqualTo(n % EPISODE);
        assertThat(episodes[i]).isEqualTo(n / EPISODE);
        Long known = actionOfId.putIfAbsent(ids[i], sent[i]);
        if (known == null) {
          assertThat(actions.add(sent[i])).as("one id a step: action=%s", sent[i]).isTrue();
        } else {
          assertThat(known).as("one step an id: id=%s", ids[i]).isEqualTo(sent[i]);
        }
      }
      attempt = Math.max(attempt, batch.record().getAttempt());
    }
  }
}
