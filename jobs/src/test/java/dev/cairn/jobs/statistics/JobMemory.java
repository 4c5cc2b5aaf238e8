package dev.cairn.jobs.statistics;

import dev.cairn.client.Beta;
import dev.cairn.client.KafkaClients;
import dev.cairn.client.MinibatchReader;
import dev.cairn.client.NoSamplesException;
import dev.cairn.client.ReaderOptions;
import dev.cairn.client.Row;
import dev.cairn.client.SampledBatch;
import dev.cairn.client.TableInfo;
import dev.cairn.client.TrajectoryWriter;
import dev.cairn.client.WriterOptions;
import dev.cairn.replay.learning.LearningMemory;
import dev.cairn.schema.TableTotals;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;

/**
 * A table of a running job, reached through Kafka by the client. One request is in flight: it goes
 * out with the feedback of the batch before.
 */
final class JobMemory implements LearningMemory, AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final TrajectoryWriter writer;
  private final MinibatchReader reader;
  private final Row step = new Row();
  private final Row observation = new Row();
  private long inserted;
  private long updates;

  /**
   * An empty table of the job.
   *
   * <p>The table's {@code min_size} must be the number of items: draws then wait for all of them.
   *
   * @param table with the columns {@code number}, int64, and {@code rewards}, float32
   */
  JobMemory(
      String space,
      String table,
      Map<String, String> kafka,
      Producer<byte[], byte[]> producer,
      TableInfo info)
      throws InterruptedException {
    writer =
        new TrajectoryWriter(
            WriterOptions.of(space, table + "-stream", table).withPaced(false), producer, info);
    reader =
        new MinibatchReader(
            ReaderOptions.of(space, table, table + "-learner", Beta.constant(1)).withWindow(1),
            producer,
            KafkaClients.consumer(kafka),
            info);
    writer.begin(observation);
  }

  @Override
  public void insert(double reward) {
    step.scalar("number", inserted++).scalar("rewards", (float) reward);
    try {
      writer.append(step, observation, false, false);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  @Override
  public Batch draw(int n) {
    try {
      if (updates == 0) {
        writer.flush();
      }
      SampledBatch batch = reader.sample(n, PATIENCE);
      int[] items = new int[n];
      long[] numbers = batch.longs("number");
      for (int k = 0; k < n; k++) {
        items[k] = (int) numbers[k];
      }
      TableTotals totals = batch.record().getTotals();
      return new Batch(
          items, batch.probabilities(), totals.getDrawable(), totals.getMinProbability(), batch);
    } catch (NoSamplesException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  @Override
  public void update(Batch batch, double[] tdErrors) {
    float[] values = new float[tdErrors.length];
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) tdErrors[k];
    }
    reader.learnerStep(++updates);
    reader.updatePriorities((SampledBatch) batch.answer(), values);
  }

  @Override
  public void close() {
    reader.close();
    writer.close();
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException(e);
  }
}
