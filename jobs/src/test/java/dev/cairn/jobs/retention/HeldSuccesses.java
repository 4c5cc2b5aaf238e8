package dev.cairn.jobs.retention;

import dev.cairn.flink.StoredShards;
import dev.cairn.replay.DrawnBatch;
import dev.cairn.replay.ReplayShard;
import dev.cairn.replay.ShardContents;
import dev.cairn.replay.TableSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Counts in a savepoint the items that have a reward: the last steps of successful episodes. */
final class HeldSuccesses implements StoredShards.Look {

  private static final long serialVersionUID = 1L;

  private HeldSuccesses() {}

  /**
   * Items held, and those among them with a reward.
   *
   * @param items all
   * @param successes with a reward
   */
  record Held(long items, long successes) {}

  /** Of each table, by its name; every table has one shard. */
  static Map<String, Held> of(Path savepoint, List<TableSpec> tables) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1);
    Map<String, Held> held = new HashMap<>();
    for (String found :
        StoredShards.read(env, savepoint.toUri().toString(), tables, new HeldSuccesses())) {
      String[] parts = found.split(" ");
      held.put(parts[0], new Held(Long.parseLong(parts[1]), Long.parseLong(parts[2])));
    }
    return held;
  }

  @Override
  public String at(TableSpec table, int shard, ReplayShard.Blocks blocks, byte[] header) {
    ShardContents contents = ShardContents.of(table, shard, blocks, header);
    AtomicLong items = new AtomicLong();
    AtomicLong successes = new AtomicLong();
    contents.forEach(
        item -> {
          items.incrementAndGet();
          if (reward(contents.payload(item.slot())) > 0) {
            successes.incrementAndGet();
          }
        });
    return table.name() + " " + items + " " + successes;
  }

  private static float reward(List<DrawnBatch.ColumnData> columns) {
    for (DrawnBatch.ColumnData column : columns) {
      if (column.name().equals("rewards")) {
        return ByteBuffer.wrap(column.data()).order(ByteOrder.LITTLE_ENDIAN).getFloat();
      }
    }
    throw new IllegalStateException("a table must have rewards: columns=" + columns);
  }
}
