package dev.cairn.jobs.chaos;

import dev.cairn.client.Beta;
import dev.cairn.client.KafkaClients;
import dev.cairn.client.MinibatchReader;
import dev.cairn.client.NoSamplesException;
import dev.cairn.client.ReaderOptions;
import dev.cairn.client.SampledBatch;
import dev.cairn.client.TableInfo;
import dev.cairn.schema.Feedback;
import dev.cairn.schema.Minibatch;
import dev.cairn.schema.PriorityUpdates;
import dev.cairn.schema.Tensors;
import dev.cairn.schema.Wire;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Takes minibatches, gives random TD errors back, and writes down both. */
final class ChaosLearner {

  private static final Duration WAIT = Duration.ofSeconds(1);
  private static final double BETA = 0.4;
  private static final int BATCH = 32;

  private final String name;
  private final HistoryFile history;
  private final SplittableRandom random;

  /** Steps of the batch whose feedback is on its way through the reader. */
  private long[] numbers = new long[0];

  private long updates;

  private ChaosLearner(String name, HistoryFile history) {
    this.name = name;
    this.history = history;
    random = new SplittableRandom(31L * name.hashCode() + history.life());
  }

  /**
   * Learns until told to stop.
   *
   * @param folder of the histories
   * @param learner its number, from 1
   * @param rate minibatches a second, at most
   * @param kafka client properties
   * @param goesOn asked before each batch
   */
  static void run(
      Path folder, int learner, double rate, Map<String, ?> kafka, BooleanSupplier goesOn) {
    String name = "learner-" + learner;
    ReaderOptions options =
        ReaderOptions.of(ChaosTable.SPACE, ChaosTable.NAME, name, Beta.constant(BETA))
            .withBatchSize(BATCH)
            .withMailbox(learner - 1);
    try (HistoryFile history = HistoryFile.begin(folder, name);
        TableInfo info = TableInfo.open(ChaosTable.SPACE, kafka);
        Producer<byte[], byte[]> producer = KafkaClients.producer(kafka)) {
      ChaosLearner self = new ChaosLearner(name, history);
      try (MinibatchReader reader =
          new MinibatchReader(
              options,
              WatchedProducer.of(producer, self::sending),
              KafkaClients.consumer(kafka),
              info)) {
        self.learn(reader, rate, goesOn);
      }
      producer.flush();
    }
  }

  private void learn(MinibatchReader reader, double rate, BooleanSupplier goesOn) {
    long step = 0;
    while (goesOn.getAsBoolean()) {
      long begun = System.nanoTime();
      try {
        SampledBatch batch = reader.next(WAIT);
        note(batch);
        reader.learnerStep(++step);
        reader.updatePriorities(batch, tdErrors(batch.size()));
      } catch (NoSamplesException e) {
        // Faults make it wait; whether it waits too long is judged afterwards.
        continue;
      }
      LockSupport.parkNanos(begun + (long) (1e9 / rate) - System.nanoTime());
    }
  }

  private float[] tdErrors(int items) {
    float[] values = new float[items];
    for (int i = 0; i < items; i++) {
      values[i] = (float) -Math.log(1 - random.nextDouble());
    }
    return values;
  }

  private void note(SampledBatch batch) {
    numbers = batch.longs("number");
    Minibatch record = batch.record();
    history.append(
        new Event.Drawn(
            System.currentTimeMillis(),
            name,
            history.life(),
            record.getTable(),
            record.getShard(),
            record.getAttempt(),
            record.getSequence(),
            record.getRequest(),
            BETA,
            batch.ids(),
            numbers,
            hashes(batch),
            batch.probabilities(),
            batch.weights()));
  }

  private static int[] hashes(SampledBatch batch) {
    int[] hashes = new int[batch.size()];
    for (int i = 0; i < hashes.length; i++) {
      SortedMap<String, ByteBuffer> row = new TreeMap<>();
      for (String column : batch.columns()) {
        ByteBuffer data = batch.data(column);
        int bytes = data.remaining() / hashes.length;
        row.put(column, data.slice(data.position() + i * bytes, bytes));
      }
      hashes[i] = RowHash.of(row);
    }
    return hashes;
  }

  private Consumer<Event.Outcome> sending(ProducerRecord<byte[], byte[]> record) {
    List<Long> sent = new ArrayList<>();
    for (PriorityUpdates answer : Wire.decode(record.value(), Feedback.class).getUpdates()) {
      sent.add(updates);
      history.append(
          new Event.Fed(
              System.currentTimeMillis(),
              name,
              history.life(),
              updates++,
              answer.getTable(),
              answer.getShard(),
              answer.getAttempt(),
              answer.getSequence(),
              numbers,
              Tensors.floats(answer.getValues())));
    }
    return outcome ->
        sent.forEach(
            update ->
                history.append(
                    new Event.FeedEnded(
                        System.currentTimeMillis(), name, history.life(), update, outcome)));
  }
}
