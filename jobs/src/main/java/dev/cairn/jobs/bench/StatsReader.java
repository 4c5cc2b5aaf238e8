package dev.cairn.jobs.bench;

import dev.cairn.schema.Stats;
import dev.cairn.schema.Topics;
import dev.cairn.schema.Wire;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** Keeps the newest statistics of every shard of the table. */
final class StatsReader extends Load {

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final int shards;
  private final Map<Integer, Stats> newest = new ConcurrentHashMap<>();
  private volatile long received;
  private volatile long updated;

  StatsReader(String servers, int shards) {
    super("bench-stats");
    this.shards = shards;
    consumer = Clients.consumer(servers, new Topics(BenchTable.SPACE).stats());
  }

  @Override
  void step() {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
      Stats stats = Wire.decode(record.value(), Stats.class);
      newest.put(stats.getShard(), stats);
    }
    received = newest.values().stream().mapToLong(each -> each.getSteps().getReceived()).sum();
    updated = newest.values().stream().mapToLong(each -> each.getUpdates().getReceived()).sum();
  }

  /** Steps that the table has received so far, as published. */
  long received() {
    return received;
  }

  /** Values that the table has received so far, as published, whatever became of them. */
  long updated() {
    return updated;
  }

  /** Waits until every shard has published anew, at most 60 s. */
  Published next() throws InterruptedException {
    Map<Integer, Stats> before = Map.copyOf(newest);
    for (int i = 0; i < 6_000; i++) {
      Map<Integer, Stats> now = Map.copyOf(newest);
      if (now.size() == shards && now.keySet().stream().allMatch(s -> newer(s, now, before))) {
        return new Published(now);
      }
      Thread.sleep(10);
    }
    throw new IllegalStateException("every shard must publish within 60 s: stats=" + newest);
  }

  private static boolean newer(int shard, Map<Integer, Stats> now, Map<Integer, Stats> before) {
    Stats old = before.get(shard);
    Stats latest = now.get(shard);
    return latest != null && (old == null || latest.getAtMs() > old.getAtMs());
  }

  @Override
  public void close() {
    super.close();
    consumer.close();
  }
}
