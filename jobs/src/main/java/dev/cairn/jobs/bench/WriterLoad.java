package dev.cairn.jobs.bench;

import dev.cairn.schema.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sends chunks of one stream a shard at a rate, or as fast as the service takes them: then what is
 * not yet taken in is kept to {@link #BACKLOG} steps or {@link #BACKLOG_BYTES}, so that the service
 * is saturated and the log does not run away. A pause is not made up for.
 */
final class WriterLoad extends Load {

  private static final long BACKLOG = 1_000_000;
  private static final long BACKLOG_BYTES = 256L << 20;

  private final KafkaProducer<byte[], byte[]> producer;
  private final List<Chunks> streams = new ArrayList<>();
  private final int chunkSteps;
  private final StatsReader stats;
  private final Pace rate;
  private final Pace atOnce = new Pace(Double.POSITIVE_INFINITY);
  private final long backlog;
  private final String topic = new Topics(BenchTable.SPACE).transitions();
  private volatile Pace pace;
  private boolean paused = true;
  private volatile long limit = Long.MAX_VALUE;
  private volatile Sent sent = new Sent(0, 0, 0);

  private record Sent(long chunks, long steps, long bytes) {}

  WriterLoad(String servers, BenchTable table, Demand demand, StatsReader stats) {
    super("bench-writer");
    this.producer = Clients.producer(servers, 5);
    for (int stream = 0; stream < table.shards(); stream++) {
      streams.add(new Chunks(table, stream, demand.lognormal()));
    }
    this.chunkSteps = table.chunkSteps();
    this.stats = stats;
    this.rate = demand.rate() > 0 ? new Pace(demand.rate()) : atOnce;
    this.pace = rate;
    // Statistics come once a second: at a fixed rate only a service that falls behind is waited
    // for.
    long held = Math.min(BACKLOG, BACKLOG_BYTES / table.payload().bytes());
    this.backlog = Math.max(held, 3 * demand.rate());
  }

  @Override
  void step() {
    if (!active()) {
      paused = true;
      LockSupport.parkNanos(1_000_000);
      return;
    }
    if (paused) {
      paused = false;
      pace.start(System.nanoTime());
    }
    if (mayGoOn()) {
      send();
    } else {
      LockSupport.parkNanos(500_000);
    }
  }

  private boolean mayGoOn() {
    return sent.steps < limit
        && sent.steps - stats.received() < backlog
        && pace.dueNs() <= System.nanoTime();
  }

  private void send() {
    int stream = (int) (sent.chunks % streams.size());
    byte[] chunk = streams.get(stream).next();
    Clients.send(producer, new ProducerRecord<>(topic, stream, null, chunk));
    pace.done(chunkSteps);
    sent = new Sent(sent.chunks + 1, sent.steps + chunkSteps, sent.bytes + chunk.length);
  }

  /** Whether the rate that was asked for holds, or as much goes out as is taken. Called at rest. */
  void paced(boolean now) {
    pace = now ? rate : atOnce;
  }

  /** Sends no more than so many steps in all, to within a chunk. */
  void limit(long steps) {
    limit = steps;
  }

  /** Steps sent so far. */
  long sentSteps() {
    return sent.steps;
  }

  /** Bytes of one step in the records that were sent, framing of the chunk included. */
  double bytesPerStep() {
    return (double) sent.bytes / sent.steps;
  }

  @Override
  public void close() {
    super.close();
    producer.close();
  }
}
