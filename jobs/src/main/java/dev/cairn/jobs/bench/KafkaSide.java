package dev.cairn.jobs.bench;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Kafka alone, on the broker of the service: the same transitions produced one record each; or
 * packed in chunks, produced and consumed at once; or records as large as answers, the same way.
 */
final class KafkaSide implements Side {

  /**
   * Records that are produced and not yet consumed: at least 4, as a learner has, or their bytes.
   */
  private static final long BACKLOG = 2_000;

  private static final long BACKLOG_BYTES = 16L << 20;

  /** What goes through Kafka. */
  enum Records {
    SINGLE,
    PACKED,
    ANSWERS
  }

  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final BenchTable table;
  private final Records records;

  KafkaSide(String servers, BenchTable table, Records records) {
    this.table = table;
    this.records = records;
    producer = Clients.producer(servers, records == Records.ANSWERS ? 0 : 5);
    consumer = Clients.consumer(servers, BenchTopics.RAW);
  }

  @Override
  public Map<String, Double> window(double seconds, String mode) throws Exception {
    switch (records) {
      case PACKED:
        Chunks chunks = new Chunks(table);
        return passed(seconds, chunks::next, table.chunkSteps());
      case ANSWERS:
        byte[] answer = new byte[table.batch() * table.payload().sampleBytes()];
        return passed(seconds, () -> answer, table.batch());
      default:
        return single(seconds);
    }
  }

  private Map<String, Double> single(double seconds) {
    byte[] transition = new byte[table.payload().bytes()];
    long sent = 0;
    long start = System.nanoTime();
    while (System.nanoTime() - start < seconds * 1e9) {
      // The clock is not read for each.
      for (int i = 0; i < 64; i++) {
        Clients.send(producer, BenchTopics.RAW, transition);
        sent++;
      }
    }
    producer.flush();
    double rate = sent / ((System.nanoTime() - start) / 1e9);
    Clients.requireNothingLost();
    return Map.of("produced", rate);
  }

  private Map<String, Double> passed(double seconds, Supplier<byte[]> next, int items)
      throws Exception {
    byte[] record = next.get();
    long backlog = Math.max(4, Math.min(BACKLOG, BACKLOG_BYTES / record.length));
    long[] read = {0};
    consumer.seekToEnd(consumer.assignment());
    consumer.assignment().forEach(consumer::position);
    long start = System.nanoTime();
    long sent = 0;
    Load reader =
        new Load("bench-consumer") {
          @Override
          void step() {
            int count = consumer.poll(Duration.ofMillis(100)).count();
            synchronized (read) {
              read[0] += count;
            }
          }
        };
    reader.start();
    try {
      while (System.nanoTime() - start < seconds * 1e9) {
        if (sent - count(read) < backlog) {
          Clients.send(producer, BenchTopics.RAW, record);
          record = next.get();
          sent++;
        } else {
          LockSupport.parkNanos(100_000);
        }
      }
      producer.flush();
      while (count(read) < sent) {
        Thread.sleep(1);
      }
    } finally {
      reader.close();
    }
    double rate = sent * items / ((System.nanoTime() - start) / 1e9);
    Clients.requireNothingLost();
    return Map.of("passed", rate);
  }

  private static long count(long[] read) {
    synchronized (read) {
      return read[0];
    }
  }

  @Override
  public void close() {
    consumer.close();
    producer.close();
  }

  @Command(name = "kafka", description = "Kafka alone.")
  static final class Start implements Callable<Integer> {

    @Mixin private TableOptions table = new TableOptions();

    @Option(names = "--servers", required = true)
    private String servers = "";

    @Option(
        names = "--records",
        defaultValue = "SINGLE",
        description =
            "A transition each, chunks, or records of the size of answers: ${COMPLETION-CANDIDATES}.")
    private Records records = Records.SINGLE;

    @Override
    public Integer call() throws Exception {
      return Sides.serve(new KafkaSide(servers, table.table(), records));
    }
  }
}
