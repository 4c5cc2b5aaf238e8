package dev.cairn.flink;

import dev.cairn.replay.TableSpec;
import dev.cairn.schema.Control;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tables as they are configured now: the configuration file, and over it the control records.
 *
 * <p>The newest record of a table, and the newest for all tables, are in force: each holds
 * everything that control says about its tables, so that a compacted topic keeps what is in force.
 * What a table's own record says is stronger than what the record for all says; a path that neither
 * names is as in the file, as is everything once a record is revoked.
 *
 * <p>Not thread-safe.
 */
public final class ChangesInForce {

  /** Key of records for all tables. */
  public static final String ALL = "*";

  private final long fileVersion;
  private final Map<String, TableSpec> file = new LinkedHashMap<>();
  private final Consumer<List<TableSpec>> check;
  private Map<String, TableSpec> tables;
  private final Map<String, Control> records = new HashMap<>();
  private long version;

  /**
   * Nothing but the file.
   *
   * @param tables as the file has them
   * @param fileVersion version of the file's configuration, at least 0
   * @param check throws an IllegalArgumentException when tables cannot be run together
   */
  public ChangesInForce(List<TableSpec> tables, long fileVersion, Consumer<List<TableSpec>> check) {
    tables.forEach(table -> file.put(table.name(), table));
    this.tables = file;
    this.fileVersion = fileVersion;
    this.version = fileVersion;
    this.check = check;
  }

  /** Key of a record: its table, or {@link #ALL}. */
  public static String keyOf(Control control) {
    return control.getTable() == null ? ALL : control.getTable();
  }

  /**
   * Puts a record in force in place of the former one of its key; says whether anything was new.
   *
   * @throws IllegalArgumentException when it cannot be: nothing is changed then; the message is one
   *     line for people
   */
  public boolean accept(Control control) {
    String key = keyOf(control);
    Control held = records.get(key);
    if (held != null && held.equals(control)) {
      return false;
    }
    if (control.getVersion() <= version) {
      throw new IllegalArgumentException(
          "a version must be larger than any before; another change came first, repeat yours:"
              + " newest="
              + version
              + " version="
              + control.getVersion());
    }
    if (!key.equals(ALL) && !file.containsKey(key)) {
      throw new IllegalArgumentException(
          "table must be configured, or null for all: allowed=" + file.keySet() + " table=" + key);
    }
    if (key.equals(ALL) && control.getChanges().containsKey(TableChanges.DROPPED)) {
      throw new IllegalArgumentException(
          "tables are dropped one by one: name the table to drop: table=null");
    }
    Map<String, Control> next = new HashMap<>(records);
    next.put(key, control);
    Map<String, TableSpec> changed = new LinkedHashMap<>();
    file.forEach((name, table) -> changed.put(name, applied(table, changes(next, name))));
    check.accept(new ArrayList<>(changed.values()));
    records.put(key, control);
    tables = changed;
    version = control.getVersion();
    return true;
  }

  private static TableSpec applied(TableSpec table, Map<String, String> changes) {
    try {
      TableChanges.isDropped(changes);
      return TableChanges.apply(table, changes);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("table=" + table.name() + ": " + e.getMessage(), e);
    }
  }

  private static Map<String, String> changes(Map<String, Control> records, String table) {
    Map<String, String> changes = new TreeMap<>();
    for (String key : List.of(ALL, table)) {
      Control record = records.get(key);
      if (record != null && !record.getRevoked()) {
        changes.putAll(record.getChanges());
      }
    }
    return changes;
  }

  /** Every table, in the order of the file. */
  public List<TableSpec> tables() {
    return new ArrayList<>(tables.values());
  }

  /** A table of the file as it is configured now. */
  public TableSpec table(String name) {
    TableSpec table = tables.get(name);
    if (table == null) {
      throw new IllegalArgumentException("table must be configured: table=" + name);
    }
    return table;
  }

  /** Version of the configuration in force for a table. */
  public long version(String table) {
    long newest = fileVersion;
    for (String key : List.of(ALL, table)) {
      Control record = records.get(key);
      newest = record == null ? newest : Math.max(newest, record.getVersion());
    }
    return newest;
  }

  /** Newest version of all. */
  public long version() {
    return version;
  }

  /** Whether a table is dropped. */
  boolean dropped(String table) {
    return TableChanges.isDropped(changes(records, table));
  }

  /** When a table was cleared last, ms since the epoch; 0 when never. */
  long clearedMs(String table) {
    return TableChanges.clearedMs(changes(records, table));
  }

  /** The record in force of a key; null when there is none. */
  public @Nullable Control record(String key) {
    return records.get(key);
  }
}
