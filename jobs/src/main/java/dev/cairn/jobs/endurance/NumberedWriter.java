package dev.cairn.jobs.endurance;

import dev.cairn.client.Row;
import dev.cairn.client.TableInfo;
import dev.cairn.client.TrajectoryWriter;
import dev.cairn.client.WriterOptions;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.Producer;

/** Writes the steps of one stream at a rate, in a thread of the caller's. */
final class NumberedWriter {

  private static final long EPISODE = 1_000;

  private final NumberedSteps steps;
  private final TrajectoryWriter writer;
  private final int stream;
  private long index;

  /**
   * @param paced whether to follow the table's allowance
   * @param producer not closed by this writer
   */
  NumberedWriter(
      NumberedSteps steps,
      int stream,
      boolean paced,
      Producer<byte[], byte[]> producer,
      TableInfo info) {
    this.steps = steps;
    this.stream = stream;
    writer =
        new TrajectoryWriter(
            WriterOptions.of(NumberedTable.SPACE, "stream-" + stream, NumberedTable.NAME)
                .withMaxSteps(NumberedTable.CHUNK)
                .withMaxDelay(Duration.ofSeconds(10))
                .withPaced(paced),
            producer,
            info);
  }

  /**
   * Writes and returns when all of it is acknowledged.
   *
   * @param count steps, at most
   * @param rate steps a second, at most; infinite for as many as are taken
   * @param goesOn asked before each step
   */
  void write(long count, double rate, BooleanSupplier goesOn) throws InterruptedException {
    Row none = new Row();
    Row step = new Row();
    long begun = System.nanoTime();
    for (long i = 0; i < count && goesOn.getAsBoolean(); i++) {
      if (index % EPISODE == 0) {
        writer.begin(none);
      }
      boolean last = index % EPISODE == EPISODE - 1;
      writer.policyVersion(index / EPISODE);
      writer.append(steps.step(step, NumberedSteps.number(stream, index)), none, last, false);
      index++;
      if (rate < Double.POSITIVE_INFINITY) {
        LockSupport.parkNanos(begun + (long) (1e9 * (i + 1) / rate) - System.nanoTime());
      }
    }
    writer.flush();
  }

  /** Steps that Kafka has acknowledged; may be asked from any thread. */
  long acknowledged() {
    return writer.stepsAcknowledged();
  }

  /** Frees what it holds; what was not flushed is lost. */
  void close() {
    writer.close();
  }
}
