package dev.cairn.jobs.bench;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Kafka's own end-to-end latency at a service's load, on the service's broker: chunks at the rate
 * of the transitions, and beside them records of the size of a feedback at the rate of the
 * requests, whose time from due to read is taken.
 */
final class EchoSide implements Side {

  private final KafkaProducer<byte[], byte[]> chunkProducer;
  private final KafkaProducer<byte[], byte[]> probeProducer;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final BenchTable table;
  private final Demand demand;
  private final Chunks chunks;
  private final byte[] probe;
  private final Quantiles latencies = new Quantiles();

  EchoSide(String servers, BenchTable table, Demand demand) {
    this.table = table;
    this.demand = demand;
    chunks = new Chunks(table);
    // Slot, id and value of each item, and names.
    probe = new byte[table.batch() * 16 + 128];
    chunkProducer = Clients.producer(servers, 5);
    probeProducer = Clients.producer(servers, 0);
    consumer = Clients.consumer(servers, BenchTopics.RAW);
  }

  @Override
  public Map<String, Double> window(double seconds, String mode) throws Exception {
    consumer.seekToEnd(consumer.assignment());
    consumer.assignment().forEach(consumer::position);
    latencies.take();
    try (Load reader = new Reader();
        Load writer =
            new Paced("bench-writer", (double) demand.rate() / table.chunkSteps()) {
              @Override
              void send(long dueNs) {
                Clients.send(chunkProducer, BenchTopics.RAW, chunks.next());
              }
            };
        Load prober =
            new Paced("bench-prober", demand.requests()) {
              @Override
              void send(long dueNs) {
                byte[] due = ByteBuffer.allocate(Long.BYTES).putLong(dueNs).array();
                Clients.send(probeProducer, new ProducerRecord<>(BenchTopics.RAW, 0, due, probe));
              }
            }) {
      reader.start();
      writer.start();
      prober.start();
      Thread.sleep((long) (1e3 * seconds));
    }
    Clients.requireNothingLost();
    Map<String, Double> figures = new HashMap<>();
    latencies.take().into(figures, "echo_ms");
    return figures;
  }

  @Override
  public void close() {
    consumer.close();
    chunkProducer.close();
    probeProducer.close();
  }

  private final class Reader extends Load {

    Reader() {
      super("bench-reader");
    }

    @Override
    void step() {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
        if (record.key() != null) {
          long due = ByteBuffer.wrap(record.key()).getLong();
          latencies.add((System.nanoTime() - due) / 1e6);
        }
      }
    }
  }

  /** Sends at fixed times. */
  private abstract static class Paced extends Load {

    private final Pace pace;

    Paced(String name, double perSecond) {
      super(name);
      pace = new Pace(perSecond);
      pace.start(System.nanoTime());
    }

    abstract void send(long dueNs);

    @Override
    void step() {
      long due = pace.dueNs();
      long wait = due - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(Math.min(wait, 1_000_000));
        return;
      }
      send(due);
      pace.done(1);
    }
  }

  @Command(name = "echo", description = "Latency of Kafka alone.")
  static final class Start implements Callable<Integer> {

    @Mixin private TableOptions table = new TableOptions();
    @Mixin private DemandOptions demand = new DemandOptions();

    @Option(names = "--servers", required = true)
    private String servers = "";

    @Override
    public Integer call() throws Exception {
      return Sides.serve(new EchoSide(servers, table.table(), demand.demand()));
    }
  }
}
