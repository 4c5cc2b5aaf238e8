package dev.cairn.client;

import dev.cairn.schema.Stats;
import dev.cairn.schema.TableTotals;
import dev.cairn.schema.Topics;
import dev.cairn.schema.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What the shards of the tables publish: the newest statistics of each, followed in a daemon
 * thread. Thread-safe.
 */
public final class TableInfo implements AutoCloseable {

  private static final long SILENT_NANOS = 5_000_000_000L;

  private final Map<String, Map<Integer, Stats>> tables = new ConcurrentHashMap<>();
  private final Map<String, Long> heardNanos = new ConcurrentHashMap<>();
  private final List<Consumer<Stats>> listeners = new CopyOnWriteArrayList<>();
  private final Runnable stop;

  /**
   * @param follow starts to hand over each value of the topic of statistics, and returns what stops
   *     it
   */
  TableInfo(Function<Consumer<byte[]>, Runnable> follow) {
    stop = follow.apply(this::hear);
  }

  /**
   * Follows the statistics of a name space.
   *
   * @param kafka client properties; {@code bootstrap.servers} is required
   */
  public static TableInfo open(String space, Map<String, ?> kafka) {
    return new TableInfo(
        each ->
            new TopicTail(KafkaClients.consumer(kafka), new Topics(space).stats(), false, each)
                ::close);
  }

  private void hear(byte[] value) {
    Stats stats = Wire.decode(value, Stats.class);
    Map<Integer, Stats> shards =
        tables.computeIfAbsent(stats.getTable(), table -> new ConcurrentHashMap<>());
    Stats newest =
        shards.merge(stats.getShard(), stats, (old, now) -> isNewer(now, old) ? now : old);
    if (newest == stats) {
      // A table that began anew may have fewer.
      shards.keySet().removeIf(shard -> shard >= stats.getShards());
      heardNanos.put(stats.getTable(), System.nanoTime());
      listeners.forEach(listener -> listener.accept(stats));
      synchronized (this) {
        notifyAll();
      }
    }
  }

  private static boolean isNewer(Stats now, Stats old) {
    return now.getAttempt() > old.getAttempt()
        || (now.getAttempt() == old.getAttempt() && now.getSequence() > old.getSequence());
  }

  /** The newest statistics of each shard of a table that has published, by shard. */
  public List<Stats> shards(String table) {
    Map<Integer, Stats> shards = tables.get(table);
    return shards == null ? List.of() : new ArrayList<>(new TreeMap<>(shards).values());
  }

  /**
   * Totals of a table over its shards: the counters of all of them, and the items of those that can
   * sample. Empty until every shard has published.
   */
  public Optional<TableTotals> totals(String table) {
    return isComplete(table) ? Optional.of(SummedTotals.of(shards(table))) : Optional.empty();
  }

  /** Whether every shard of the table has published. */
  public boolean isComplete(String table) {
    List<Stats> shards = shards(table);
    return !shards.isEmpty() && shards.size() == shards.get(0).getShards();
  }

  /** Waits until every shard of the table has published; says whether it has. */
  public synchronized boolean awaitTable(String table, Duration timeout)
      throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    while (!isComplete(table)) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /** Calls back with each newer publication, in the thread that follows the topic. */
  public void addListener(Consumer<Stats> listener) {
    listeners.add(listener);
  }

  /** Takes a listener away. */
  public void removeListener(Consumer<Stats> listener) {
    listeners.remove(listener);
  }

  /** Why no minibatch of the table comes, for people. */
  public String whyNoSamples(String table) {
    List<Stats> shards = shards(table);
    if (shards.isEmpty()) {
      return tables.isEmpty()
          ? "no shard of any table publishes: is the job running, and on this name space?"
          : "no shard publishes as this table; those that do: " + new TreeMap<>(tables).keySet();
    }
    if (shards.size() < shards.get(0).getShards()) {
      return "only " + shards.size() + " of " + shards.get(0).getShards() + " shards publish";
    }
    // By arrival, not by the time in the record: clocks of two machines need not agree.
    long silentNanos = System.nanoTime() - heardNanos.getOrDefault(table, System.nanoTime());
    if (silentNanos > SILENT_NANOS) {
      return "the table has published nothing for "
          + silentNanos / 1_000_000_000
          + " s: is the job running?";
    }
    for (Stats shard : shards) {
      if (!shard.getReason().isEmpty()) {
        return shard.getReason();
      }
    }
    return "no reason is known: requests may be on their way";
  }

  @Override
  public void close() {
    stop.run();
  }
}
