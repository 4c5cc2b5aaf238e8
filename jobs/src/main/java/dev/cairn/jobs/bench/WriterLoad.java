package dev.cairn.jobs.bench;

import dev.cairn.schema.Stats;
import dev.cairn.schema.Topics;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * Sends chunks at a rate, or as fast as the service takes them: then what is not yet taken in is
 * kept to about {@link #BACKLOG} steps, so that the service is saturated and the log does not run
 * away.
 */
final class WriterLoad extends Load {

  private static final long BACKLOG = 500_000;

  private final KafkaProducer<byte[], byte[]> producer;
  private final Chunks chunks;
  private final StatsReader stats;
  private final long rate;
  private final String topic = new Topics(BenchTable.SPACE).transitions();
  private final long startNs = System.nanoTime();

  WriterLoad(String servers, BenchTable table, long rate, StatsReader stats) {
    super("bench-writer");
    this.producer = Clients.producer(servers, 5);
    this.chunks = new Chunks(table.payload(), table.chunkSteps());
    this.stats = stats;
    this.rate = rate;
  }

  @Override
  void step() {
    if (active() && mayGoOn()) {
      Clients.send(producer, topic, chunks.next());
    } else {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private boolean mayGoOn() {
    if (rate > 0 && chunks.steps() > (System.nanoTime() - startNs) / 1e9 * rate) {
      return false;
    }
    Stats newest = stats.newest();
    long taken = newest == null ? 0 : newest.getSteps().getReceived();
    // Statistics come once a second: at a fixed rate only a service that falls behind is waited
    // for.
    return chunks.steps() - taken < (rate > 0 ? Math.max(BACKLOG, 3 * rate) : BACKLOG);
  }

  @Override
  public void close() {
    super.close();
    producer.close();
  }
}
