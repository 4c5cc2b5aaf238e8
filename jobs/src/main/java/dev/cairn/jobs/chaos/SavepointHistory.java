package dev.cairn.jobs.chaos;

import dev.cairn.flink.StoredShards;
import dev.cairn.jobs.inspect.CheckpointFigures;
import dev.cairn.jobs.inspect.CheckpointReader;
import dev.cairn.jobs.inspect.Figures;
import dev.cairn.replay.DrawnBatch;
import dev.cairn.replay.ItemView;
import dev.cairn.replay.ReplayShard;
import dev.cairn.replay.ShardContents;
import dev.cairn.replay.TableSpec;
import dev.cairn.replay.TierSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes down what is in a savepoint: ledgers, what the auditor finds broken, every item. */
final class SavepointHistory {

  /** Largest part of a threshold that an item may fall below it before it moves down. */
  private static final double MAX_HYSTERESIS = 0.02;

  private SavepointHistory() {}

  /**
   * @param folder of the histories
   * @param savepoint directory with the file _metadata
   * @param table as it is configured
   */
  static void write(Path folder, Path savepoint, TableSpec table) {
    List<TableSpec> tables = List.of(table);
    Figures figures = CheckpointFigures.audit(savepoint, tables, true).get(0);
    try (HistoryFile history = HistoryFile.begin(folder, "audit")) {
      history.append(
          new Event.Audited(
              figures.atMs(),
              table.name(),
              ledger(figures.steps(), "assembled"),
              new Event.Items(
                  of(figures.items(), "created"),
                  of(figures.items(), "live"),
                  of(figures.items(), "evicted")),
              ledger(figures.updates(), "applied"),
              floors(table.tiers()),
              figures.violations()));
    }
    CheckpointReader.read(savepoint, tables, new Items(folder.toAbsolutePath().toString()));
  }

  private static Event.Ledger ledger(Map<String, Long> ledger, String used) {
    long all = ledger.values().stream().mapToLong(Long::longValue).sum();
    return new Event.Ledger(
        of(ledger, "received"),
        of(ledger, used),
        all - of(ledger, "received") - of(ledger, used),
        of(ledger, "stale") + of(ledger, "early"));
  }

  private static long of(Map<String, Long> ledger, String name) {
    return ledger.getOrDefault(name, 0L);
  }

  /** theta_t - min(0.02, (theta_t - theta_{t+1}) / 4); 0 for the last tier. */
  static double[] floors(List<TierSpec> tiers) {
    double[] floors = new double[tiers.size()];
    for (int t = 0; t < floors.length - 1; t++) {
      double threshold = tiers.get(t).threshold();
      double below = threshold - tiers.get(t + 1).threshold();
      floors[t] = threshold - Math.min(MAX_HYSTERESIS, below / 4);
    }
    return floors;
  }

  /** Writes the items of a shard where its state is read. */
  private record Items(String folder) implements StoredShards.Look {

    @Override
    public String at(TableSpec table, int shard, ReplayShard.Blocks blocks, byte[] header) {
      ShardContents contents = ShardContents.of(table, shard, blocks, header);
      try (HistoryFile history =
          HistoryFile.begin(Path.of(folder), "held-" + table.name() + "-" + shard)) {
        contents.forEach(
            item -> history.append(held(table.name(), item, contents.payload(item.slot()))));
      }
      return "";
    }

    private static Event.Held held(
        String table, ItemView item, List<DrawnBatch.ColumnData> payload) {
      SortedMap<String, ByteBuffer> row = new TreeMap<>();
      payload.forEach(column -> row.put(column.name(), ByteBuffer.wrap(column.data())));
      ByteBuffer number = row.get("number");
      if (number == null) {
        throw new IllegalStateException("an item has a number: columns=" + row.keySet());
      }
      return new Event.Held(
          table,
          item.id(),
          number.duplicate().order(ByteOrder.LITTLE_ENDIAN).getLong(),
          RowHash.of(row),
          item.tier(),
          item.importance(),
          item.priority());
    }
  }
}
