package dev.cairn.jobs.control;

import dev.cairn.flink.ChangesInForce;
import dev.cairn.jobs.start.StartException;
import dev.cairn.replay.TableSpec;
import dev.cairn.schema.Control;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes the next control record of a table out of what is in force, and refuses what the job would
 * refuse. Immutable.
 */
public final class Change {

  private final String space;
  private final List<TableSpec> tables;
  private final Map<String, Control> inForce;
  private final long newest;

  /**
   * @param tables as the configuration file has them
   * @param inForce the last record of each key
   * @param newest largest version that shards publish
   */
  public Change(String space, List<TableSpec> tables, Map<String, Control> inForce, long newest) {
    this.space = space;
    this.tables = tables;
    this.inForce = inForce;
    this.newest = newest;
  }

  /**
   * What is in force for the table, with further values.
   *
   * @param table null for all
   * @throws StartException in one line, when it cannot be put in force
   */
  public Control set(@Nullable String table, Map<String, String> values, String author) {
    Control next = next(table, author);
    Map<String, String> changes = new HashMap<>(current(table));
    changes.putAll(values);
    next.setChanges(changes);
    return checked(next);
  }

  /**
   * What is in force for the table, without some paths.
   *
   * @param paths those to take back; all when empty
   * @throws StartException when one of them is not in force, or the rest cannot be
   */
  public Control revoke(@Nullable String table, List<String> paths, String author) {
    Control next = next(table, author);
    Map<String, String> changes = new HashMap<>(current(table));
    Set<String> known = new TreeSet<>(changes.keySet());
    if (known.isEmpty()) {
      throw new StartException("nothing is in force to be revoked: table=" + key(table));
    }
    for (String path : paths) {
      if (changes.remove(path) == null) {
        throw new StartException(
            "a path to revoke must be in force: allowed=" + known + " path=" + path);
      }
    }
    if (paths.isEmpty() || changes.isEmpty()) {
      changes.clear();
      next.setRevoked(true);
    }
    next.setChanges(changes);
    return checked(next);
  }

  /** What was in force before a record that the job refused, to put in its place. */
  public Control insteadOf(Control refused) {
    String table = refused.getTable();
    Control back = next(table, "cairn");
    back.setVersion(refused.getVersion() + 1);
    back.setChanges(current(table));
    back.setRevoked(back.getChanges().isEmpty());
    return back;
  }

  private Map<String, String> current(@Nullable String table) {
    Control last = inForce.get(key(table));
    return last == null || last.getRevoked() ? Map.of() : last.getChanges();
  }

  private Control next(@Nullable String table, String author) {
    long version = newest;
    for (Control control : inForce.values()) {
      version = Math.max(version, control.getVersion());
    }
    Control next = new Control();
    next.setSpace(space);
    next.setVersion(version + 1);
    if (table != null) {
      next.setTable(table);
    }
    next.setChanges(Map.of());
    next.setAuthor(author);
    next.setSentMs(System.currentTimeMillis());
    return next;
  }

  private Control checked(Control next) {
    // Whether it fits the heap of the job only the job can say.
    ChangesInForce changes = new ChangesInForce(tables, 0, all -> {});
    List<Control> before = new ArrayList<>(inForce.values());
    before.sort(Comparator.comparingLong(Control::getVersion));
    for (Control control : before) {
      try {
        changes.accept(control);
      } catch (IllegalArgumentException e) {
        continue; // one that the job refused too
      }
    }
    try {
      changes.accept(next);
    } catch (IllegalArgumentException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
    return next;
  }

  private static String key(@Nullable String table) {
    return table == null ? ChangesInForce.ALL : table;
  }
}
