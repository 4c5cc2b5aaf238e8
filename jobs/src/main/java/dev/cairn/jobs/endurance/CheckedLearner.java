package dev.cairn.jobs.endurance;

import dev.cairn.client.Beta;
import dev.cairn.client.KafkaClients;
import dev.cairn.client.MinibatchReader;
import dev.cairn.client.NoSamplesException;
import dev.cairn.client.ReaderOptions;
import dev.cairn.client.SampledBatch;
import dev.cairn.client.TableInfo;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** Takes minibatches at a rate, checks every item's payload, and gives random TD errors back. */
final class CheckedLearner {

  private static final Duration WAIT = Duration.ofMillis(500);

  private final NumberedSteps steps;
  private final Map<String, String> kafka;
  private final Consumer<SampledBatch> each;
  private volatile long batches;
  private volatile long wrong;

  /**
   * @param each hears of every batch, in the thread that learns
   */
  CheckedLearner(NumberedSteps steps, Map<String, String> kafka, Consumer<SampledBatch> each) {
    this.steps = steps;
    this.kafka = Map.copyOf(kafka);
    this.each = each;
  }

  /**
   * Learns until told to stop, with connections of its own.
   *
   * @param rate minibatches a second, at most
   * @param step learner step to begin with
   */
  void learn(double rate, long step, BooleanSupplier goesOn) {
    ReaderOptions options =
        ReaderOptions.of(NumberedTable.SPACE, NumberedTable.NAME, "learner", Beta.constant(0.4))
            .withBatchSize(NumberedTable.BATCH);
    try (TableInfo info = TableInfo.open(NumberedTable.SPACE, kafka);
        Producer<byte[], byte[]> producer = KafkaClients.producer(kafka);
        MinibatchReader reader =
            new MinibatchReader(options, producer, KafkaClients.consumer(kafka), info)) {
      SplittableRandom random = new SplittableRandom(step);
      long at = step;
      while (goesOn.getAsBoolean()) {
        long begun = System.nanoTime();
        try {
          SampledBatch batch = reader.next(WAIT);
          wrong += steps.wrong(batch);
          batches++;
          each.accept(batch);
          reader.learnerStep(++at);
          reader.updatePriorities(batch, errors(batch.size(), random));
        } catch (NoSamplesException e) {
          // Whether it waits too long is judged by who runs it.
          continue;
        }
        LockSupport.parkNanos(begun + (long) (1e9 / rate) - System.nanoTime());
      }
    }
  }

  private static float[] errors(int items, SplittableRandom random) {
    float[] values = new float[items];
    for (int i = 0; i < items; i++) {
      values[i] = (float) -Math.log(1 - random.nextDouble());
    }
    return values;
  }

  /** Batches so far. */
  long batches() {
    return batches;
  }

  /** Items so far that were not what was sent under their number. */
  long wrong() {
    return wrong;
  }
}
