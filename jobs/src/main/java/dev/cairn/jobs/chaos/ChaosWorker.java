package dev.cairn.jobs.chaos;

import dev.cairn.client.KafkaClients;
import dev.cairn.client.Row;
import dev.cairn.client.TableInfo;
import dev.cairn.client.TrajectoryWriter;
import dev.cairn.client.WriterOptions;
import dev.cairn.schema.Tensors;
import dev.cairn.schema.TrajectoryChunk;
import dev.cairn.schema.Wire;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Sends steps of one stream and writes down what became of each chunk. */
final class ChaosWorker {

  private static final int LOOK_EVERY = 16;
  private static final double SLOWER = 10;

  private final int writer;
  private final HistoryFile history;
  private final long target;
  private final double rate;
  private final @Nullable Path hurry;
  private long paidNanos;

  private ChaosWorker(
      int writer, HistoryFile history, long target, double rate, @Nullable Path hurry) {
    this.writer = writer;
    this.history = history;
    this.target = target;
    this.rate = rate;
    this.hurry = hurry;
  }

  /**
   * Sends until so many steps of this writer are acknowledged, those of its earlier lives included,
   * and ends then.
   *
   * @param folder of the histories
   * @param writer its number, from 1
   * @param steps to send, in all lives together
   * @param rate steps a second, at most
   * @param hurry once this file exists, as fast as it goes, and until then the last tenth of the
   *     steps ten times slower, so that some are left for the last fault; null for an even pace
   * @param kafka client properties
   * @throws IllegalStateException when a chunk could not be sent: the next life goes on
   */
  static void run(
      Path folder, int writer, long steps, double rate, @Nullable Path hurry, Map<String, ?> kafka)
      throws InterruptedException {
    String name = "worker-" + writer;
    long before = Acknowledged.of(folder, name + ".").steps();
    try (HistoryFile history = HistoryFile.begin(folder, name);
        TableInfo info = TableInfo.open(ChaosTable.SPACE, kafka);
        Producer<byte[], byte[]> producer = KafkaClients.producer(kafka)) {
      ChaosWorker worker = new ChaosWorker(writer, history, steps - before, rate, hurry);
      WriterOptions options =
          WriterOptions.of(ChaosTable.SPACE, name, ChaosTable.NAME).withPaced(false);
      try (TrajectoryWriter out =
          new TrajectoryWriter(options, WatchedProducer.of(producer, worker::sending), info)) {
        worker.send(out, hurry == null ? 0 : steps / 10);
      }
    }
  }

  private void send(TrajectoryWriter out, long slow) throws InterruptedException {
    Row observation = new Row();
    Row step = new Row();
    boolean hurries = false;
    paidNanos = System.nanoTime();
    for (int index = 0; index < target; index++) {
      long number = StepNumber.of(writer, history.life(), index);
      if (index % ChaosTable.EPISODE == 0) {
        out.begin(ChaosTable.observation(observation, number));
      }
      out.append(
          ChaosTable.step(step, number),
          ChaosTable.observation(observation, number + 1),
          ChaosTable.isLast(number),
          false);
      if (hurry != null && index % LOOK_EVERY == 0 && !hurries) {
        hurries = Files.exists(hurry);
      }
      if (!hurries) {
        pace(index < target - slow ? rate : rate / SLOWER);
      }
    }
    out.flush();
  }

  /** Waits until the next step is due; what was late is caught up. */
  private void pace(double stepsASecond) {
    paidNanos += (long) (1e9 / stepsASecond);
    LockSupport.parkNanos(paidNanos - System.nanoTime());
  }

  private Consumer<Event.Outcome> sending(ProducerRecord<byte[], byte[]> record) {
    TrajectoryChunk chunk = Wire.decode(record.value(), TrajectoryChunk.class);
    long first =
        chunk.getColumns().stream()
            .filter(column -> column.getName().equals("number"))
            .mapToLong(column -> Tensors.longs(column.getTensor())[0])
            .findFirst()
            .orElseThrow();
    int[] hashes = new int[chunk.getSteps()];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = ChaosTable.hash(first + i);
    }
    String stream = chunk.getStream();
    long incarnation = chunk.getIncarnation();
    long number = chunk.getChunk();
    history.append(
        new Event.Sent(System.currentTimeMillis(), stream, incarnation, number, first, hashes));
    return outcome ->
        history.append(
            new Event.SendEnded(System.currentTimeMillis(), stream, incarnation, number, outcome));
  }
}
