package dev.cairn.jobs.bench;

import dev.cairn.schema.Stats;
import dev.cairn.schema.Topics;
import dev.cairn.schema.Wire;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jspecify.annotations.Nullable;

/** Keeps the newest statistics of the table's only shard. */
final class StatsReader extends Load {

  private final KafkaConsumer<byte[], byte[]> consumer;
  private volatile @Nullable Stats newest;

  StatsReader(String servers) {
    super("bench-stats");
    consumer = Clients.consumer(servers, new Topics(BenchTable.SPACE).stats());
  }

  @Override
  void step() {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
      newest = Wire.decode(record.value(), Stats.class);
    }
  }

  @Nullable Stats newest() {
    return newest;
  }

  /** Waits for statistics newer than those at hand. */
  Stats next() throws InterruptedException {
    @Nullable Stats before = newest;
    for (int i = 0; i < 6_000; i++) {
      Stats now = newest;
      if (now != null && (before == null || now.getAtMs() > before.getAtMs())) {
        return now;
      }
      Thread.sleep(10);
    }
    throw new IllegalStateException("the service must publish within 60 s: stats=" + before);
  }

  @Override
  public void close() {
    super.close();
    consumer.close();
  }
}
