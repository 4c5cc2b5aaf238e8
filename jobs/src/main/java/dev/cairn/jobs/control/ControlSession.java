package dev.cairn.jobs.control;

import dev.cairn.client.TableInfo;
import dev.cairn.flink.ChangesInForce;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.start.StartException;
import dev.cairn.replay.TableSpec;
import dev.cairn.schema.Control;
import dev.cairn.schema.Stats;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Publishes changes to a running job and waits until each of its shards has put them in force. Not
 * thread-safe.
 */
public final class ControlSession implements AutoCloseable {

  private static final Duration FIRST_STATS = Duration.ofSeconds(3);

  private final CairnConfig config;
  private final PrintStream out;
  private final ControlTopic topic;
  private final TableInfo info;

  /**
   * @param out where progress is printed
   * @throws StartException when the topics do not exist
   */
  public ControlSession(CairnConfig config, PrintStream out) {
    this.config = config;
    this.out = out;
    topic = new ControlTopic(config.space(), config.kafka());
    info = TableInfo.open(config.space(), config.kafka());
  }

  /**
   * Makes a record of what is in force, publishes it and waits.
   *
   * @param change makes the record
   * @param timeout how long to wait for all shards
   * @throws StartException when the change is refused, by this or by the job, or not every shard
   *     acknowledged it in time
   */
  public void apply(Function<Change, Control> change, Duration timeout)
      throws InterruptedException {
    for (TableSpec table : config.tables()) {
      if (info.isComplete(table.name()) || info.awaitTable(table.name(), FIRST_STATS)) {
        continue;
      }
      break; // no job, it seems: then there is nothing to learn a version from
    }
    Change from = new Change(config.space(), config.tables(), topic.inForce(), newestVersion());
    Control next = change.apply(from);
    long offset = topic.publish(next);
    out.println("published: " + describe(next));
    await(from, next, offset, timeout);
  }

  private long newestVersion() {
    long newest = 0;
    for (TableSpec table : config.tables()) {
      for (Stats stats : info.shards(table.name())) {
        newest = Math.max(newest, stats.getConfigVersion());
      }
    }
    return newest;
  }

  private void await(Change from, Control next, long offset, Duration timeout)
      throws InterruptedException {
    long version = next.getVersion();
    List<TableSpec> tables =
        config.tables().stream()
            .filter(table -> next.getTable() == null || table.name().equals(next.getTable()))
            .toList();
    Acknowledgement acknowledgement = new Acknowledgement(info, tables, version);
    int shards = acknowledgement.shards();
    int printed = 0;
    long start = System.nanoTime();
    while (true) {
      String refusal = topic.refusal(offset);
      if (refusal != null) {
        topic.publish(from.insteadOf(next));
        throw new StartException("the job refuses version " + version + ": " + refusal);
      }
      Set<String> missing = acknowledgement.missing();
      int done = shards - missing.size();
      double seconds = (System.nanoTime() - start) / 1e9;
      if (missing.isEmpty()) {
        out.printf(
            "in force: version=%d in all %d shards after %.1f s%n", version, shards, seconds);
        return;
      }
      if (done > printed) {
        out.println("acknowledged: " + done + " of " + shards + " shards, waiting for " + missing);
        printed = done;
      }
      if (seconds > timeout.toMillis() / 1e3) {
        throw new StartException(unacknowledged(version, done, shards, missing, timeout));
      }
    }
  }

  private String unacknowledged(
      long version, int done, int shards, Set<String> missing, Duration timeout) {
    String what =
        done == 0
            ? "no shard acknowledged version " + version
            : done + " of " + shards + " shards acknowledged version " + version;
    return what
        + " in "
        + timeout.toSeconds()
        + " s: missing="
        + missing
        + "; is the job running? the change stays on "
        + topic.name()
        + " and is put in force once it is read, or revoked";
  }

  /** Prints what is in force, and how many shards have acknowledged it. */
  public void list() throws InterruptedException {
    Map<String, Control> inForce = new TreeMap<>(topic.inForce());
    inForce.values().removeIf(Control::getRevoked);
    if (inForce.isEmpty()) {
      out.println("nothing is in force: the configuration file holds");
      return;
    }
    for (TableSpec table : config.tables()) {
      if (!info.awaitTable(table.name(), FIRST_STATS)) {
        break;
      }
    }
    for (Map.Entry<String, Control> entry : inForce.entrySet()) {
      Control control = entry.getValue();
      List<TableSpec> tables =
          config.tables().stream()
              .filter(
                  t -> entry.getKey().equals(ChangesInForce.ALL) || t.name().equals(entry.getKey()))
              .toList();
      Acknowledgement acknowledgement = new Acknowledgement(info, tables, control.getVersion());
      int shards = acknowledgement.shards();
      out.println(
          describe(control)
              + " author="
              + control.getAuthor()
              + " sent="
              + Instant.ofEpochMilli(control.getSentMs())
              + " acknowledged="
              + (shards - acknowledgement.missing().size())
              + "/"
              + shards);
    }
  }

  private static String describe(Control control) {
    StringBuilder text = new StringBuilder("version=").append(control.getVersion());
    text.append(" table=").append(ChangesInForce.keyOf(control));
    if (control.getRevoked()) {
      return text.append(" revoked").toString();
    }
    new TreeMap<>(control.getChanges())
        .forEach((path, value) -> text.append(' ').append(path).append('=').append(value));
    return text.toString();
  }

  @Override
  public void close() {
    info.close();
    topic.close();
  }
}
