package dev.cairn.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import dev.cairn.schema.Tensors;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same chunks, cut at random places, feed 3-step transitions, sequences, and transitions that
 * wait for late rewards; a TaskManager is killed in between. Every step is accounted for, every
 * item is there once, and every sample is what the known stream says.
 */
class StorageUnitsITCase {

  private static final int WRITERS = 2;
  private static final int EPISODES = 40;
  private static final int BATCH = 32;
  private static final float LATE = 1_000;
  private static final float GAMMA = 0.9f;
  private static final String COLUMNS =
      """
          capacity: {items: 5000, bytes: 8 MiB}
          columns:
            obs: {dtype: float32, shape: [2], observation: true}
            actions: {dtype: int64}
            rewards: {dtype: float32}
          max_batch: 32
          max_chunk_steps: 16
      """;
  private static final String YAML =
      "space: units\ntables:\n"
          + "  n:\n"
          + COLUMNS
          + "    storage: {unit: timesteps, n_steps: 3, gamma: 0.9}\n"
          + "  s:\n"
          + COLUMNS
          + "    storage: {unit: sequences, length: 8, period: 4, burn_in: 2}\n"
          + "  late:\n"
          + COLUMNS
          + "    storage: {hold: episode}\n";

  @TempDir private Path directory;

  private final CountDownLatch halfway = new CountDownLatch(WRITERS);

  @Test
  @Timeout(300)
  void killTaskManager_itemsSpanChunks_everyItemIsThereOnceAndRight() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try (Stack stack = Stack.start(directory, YAML);
        TableInfo info = TableInfo.open("units", stack.config().kafka());
        Producer<byte[], byte[]> producer = KafkaClients.producer(stack.config().kafka())) {
      assertThat(info.awaitTable("late", Duration.ofSeconds(60))).isTrue();
      List<Future<Long>> writers = new ArrayList<>();
      for (int w = 0; w < WRITERS; w++) {
        int writer = w;
        writers.add(threads.submit(() -> write(writer, producer, info)));
      }
      assertThat(halfway.await(60, TimeUnit.SECONDS)).isTrue();
      stack.flink().killTaskManager();
      long acknowledged = 0;
      for (Future<Long> writer : writers) {
        acknowledged += writer.get(90, TimeUnit.SECONDS);
      }
      long steps = (long) WRITERS * first(EPISODES);
      assertThat(acknowledged).isEqualTo(steps);

      assertLedger(info, "n", steps, steps);
      assertLedger(info, "s", steps, WRITERS * sequences());
      assertLedger(info, "late", steps, steps);
      sample(stack, producer, info, "n", StorageUnitsITCase::checkTransition);
      sample(stack, producer, info, "s", StorageUnitsITCase::checkSequence);
      sample(stack, producer, info, "late", StorageUnitsITCase::checkLate);
    } finally {
      threads.shutdownNow();
    }
  }

  private static void assertLedger(TableInfo info, String table, long steps, long items)
      throws Exception {
    Ledgers ledgers = Drain.await(info, table, () -> steps, Duration.ofSeconds(60));
    assertThat(ledgers.imbalances(steps))
        .filteredOn(line -> !line.startsWith("items.created is steps.assembled"))
        .as(table)
        .isEmpty();
    assertThat(ledgers.steps().assembled()).as(table).isEqualTo(steps);
    assertThat(ledgers.steps().pending()).as(table).isZero();
    assertThat(ledgers.steps().dropped()).as(table).isZero();
    assertThat(ledgers.items().created()).as(table).isEqualTo(items);
  }

  /** Writes episodes, in chunks cut anywhere, and a late reward for the first step of each. */
  private long write(int writer, Producer<byte[], byte[]> producer, TableInfo info)
      throws Exception {
    SplittableRandom random = new SplittableRandom(writer);
    Row observation = new Row();
    Row step = new Row();
    WriterOptions options =
        WriterOptions.of("units", "stream-" + writer, "n")
            .withTables(List.of("n", "s", "late"))
            .withMaxSteps(16)
            .withMaxDelay(Duration.ofSeconds(30));
    try (TrajectoryWriter out = new TrajectoryWriter(options, producer, info)) {
      for (int episode = 0; episode < EPISODES; episode++) {
        int begin = first(episode);
        int length = length(episode);
        out.begin(observation.floats("obs", begin, writer));
        for (int t = 0; t < length; t++) {
          int n = begin + t;
          boolean last = t == length - 1;
          step.scalar("actions", action(writer, n)).scalar("rewards", reward(n));
          observation.floats("obs", n + 1, writer);
          if (t > 0 && t == length / 2) {
            out.amend(episode, 0, "rewards", Tensors.scalar(reward(begin) + LATE), "late");
          }
          out.append(step, observation, last && terminates(episode), last && !terminates(episode));
          if (random.nextInt(6) == 0) {
            out.flush();
          }
        }
        if (episode == EPISODES / 2) {
          out.flush();
          halfway.countDown();
        }
        // Checkpoints are to come while episodes are open.
        Thread.sleep(20);
      }
      out.flush();
      return out.stepsAcknowledged();
    }
  }

  private interface Check {
    /** Checks item i of the batch; returns what it is. */
    String item(SampledBatch batch, int i);
  }

  private static void sample(
      Stack stack, Producer<byte[], byte[]> producer, TableInfo info, String table, Check check)
      throws Exception {
    Map<Long, String> itemOfId = new HashMap<>();
    Map<String, Long> idOfItem = new HashMap<>();
    try (MinibatchReader reader =
        new MinibatchReader(
            ReaderOptions.of("units", table, "learner-" + table, new Beta(0.4, 1_000))
                .withBatchSize(BATCH),
            producer,
            KafkaClients.consumer(stack.config().kafka()),
            info)) {
      for (int batches = 0; batches < 60; batches++) {
        SampledBatch batch = reader.next(Duration.ofSeconds(90));
        assertThat(batch.size()).isEqualTo(BATCH);
        for (int i = 0; i < batch.size(); i++) {
          String item = check.item(batch, i);
          long id = batch.ids()[i];
          assertThat(itemOfId.computeIfAbsent(id, any -> item)).isEqualTo(item);
          assertThat(idOfItem.computeIfAbsent(item, any -> id)).isEqualTo(id);
        }
        float[] tdErrors = new float[batch.size()];
        Arrays.fill(tdErrors, 1);
        reader.updatePriorities(batch, tdErrors);
      }
    }
    assertThat(itemOfId.size()).as(table).isGreaterThan(100);
  }

  private static String checkTransition(SampledBatch batch, int i) {
    return checkTransition(batch, i, 3);
  }

  private static String checkTransition(SampledBatch batch, int i, int most) {
    long action = batch.longs("actions")[i];
    int writer = (int) (action / 1_000_000);
    int n = (int) (action % 1_000_000);
    int episode = episode(n);
    int t = n - first(episode);
    int k = Math.min(most, length(episode) - t);
    boolean ends = t + k == length(episode);
    assertThat(batch.longs("t")[i]).isEqualTo(t);
    assertThat(batch.longs("eps_id")[i]).isEqualTo(episode);
    assertThat(batch.floats("obs")[2 * i]).isEqualTo(n);
    assertThat(batch.floats("obs")[2 * i + 1]).isEqualTo(writer);
    assertThat(batch.floats("new_obs")[2 * i]).isEqualTo(n + k);
    assertThat(batch.booleans("terminateds")[i]).isEqualTo(ends && terminates(episode));
    assertThat(batch.booleans("truncateds")[i]).isEqualTo(ends && !terminates(episode));
    if (most > 1) {
      double sum = 0;
      for (int step = 0; step < k; step++) {
        sum += Math.pow(GAMMA, step) * reward(n + step);
      }
      assertThat(batch.floats("rewards")[i]).isCloseTo((float) sum, within(1e-3f));
      assertThat(batch.ints("n_steps")[i]).isEqualTo(k);
      assertThat(batch.floats("discounts")[i])
          .isCloseTo(ends && terminates(episode) ? 0 : (float) Math.pow(GAMMA, k), within(1e-6f));
    }
    return "step " + action;
  }

  private static String checkLate(SampledBatch batch, int i) {
    long t = batch.longs("t")[i];
    int n = (int) (batch.longs("actions")[i] % 1_000_000);
    assertThat(batch.floats("rewards")[i])
        .isEqualTo(reward(n) + (t == 0 && length(episode(n)) > 1 ? LATE : 0));
    return checkTransition(batch, i, 1);
  }

  private static String checkSequence(SampledBatch batch, int i) {
    int t = (int) batch.longs("t")[i];
    int episode = (int) batch.longs("eps_id")[i];
    int length = Math.min(8, length(episode) - t);
    assertThat(t % 4).isZero();
    assertThat(batch.ints("seq_lens")[i]).isEqualTo(length);
    long writer = batch.longs("actions")[8 * i] / 1_000_000;
    for (int step = 0; step < 8; step++) {
      boolean there = step < length;
      int n = first(episode) + t + step;
      boolean last = t + step == length(episode) - 1;
      int at = 8 * i + step;
      assertThat(batch.longs("actions")[at]).isEqualTo(there ? action((int) writer, n) : 0);
      assertThat(batch.floats("rewards")[at]).isEqualTo(there ? reward(n) : 0);
      assertThat(batch.floats("obs")[2 * (9 * i + step)]).isEqualTo(step <= length ? n : 0);
      assertThat(batch.booleans("mask")[at]).isEqualTo(there && step >= 2);
      assertThat(batch.booleans("terminateds")[at]).isEqualTo(there && last && terminates(episode));
      assertThat(batch.booleans("truncateds")[at]).isEqualTo(there && last && !terminates(episode));
    }
    return "sequence " + writer + " " + episode + " " + t;
  }

  /** Sequences of one writer: every 4 steps, until the episode is covered. */
  private static long sequences() {
    long count = 0;
    for (int episode = 0; episode < EPISODES; episode++) {
      count += 1 + Math.max(0, (length(episode) - 8 + 3) / 4);
    }
    return count;
  }

  /** Longer than the burn-in, so that no episode is without a sequence. */
  private static int length(int episode) {
    return 3 + (episode * 7) % 23;
  }

  /** Number of the first step of an episode in its stream. */
  private static int first(int episode) {
    int steps = 0;
    for (int before = 0; before < episode; before++) {
      steps += length(before);
    }
    return steps;
  }

  private static int episode(int n) {
    int episode = 0;
    while (first(episode + 1) <= n) {
      episode++;
    }
    return episode;
  }

  private static boolean terminates(int episode) {
    return episode % 2 == 0;
  }

  private static long action(int writer, int n) {
    return 1_000_000L * writer + n;
  }

  private static float reward(int n) {
    return (n * 31) % 97;
  }
}
