package dev.cairn.jobs.inspect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.jobs.start.CheckpointDirectory;
import dev.cairn.jobs.start.StartException;
import dev.cairn.replay.TableSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Figures of a checkpoint or savepoint. */
public final class CheckpointFigures {

  private CheckpointFigures() {}

  /**
   * Reads a checkpoint in this JVM, a shard at a time.
   *
   * @param directory the one that holds {@code _metadata}
   * @param tables the tables to look at, as they are configured
   * @param top so many items of the highest priority of each table
   * @param export directory for the items; null to write none
   * @return the figures of each shard, in the order of the tables
   * @throws StartException when it is no checkpoint, or cannot be read
   */
  public static List<Figures> read(
      Path directory, List<TableSpec> tables, int top, @Nullable Path export) {
    String items = export == null ? null : export.toAbsolutePath().toString();
    return read(directory, tables, new StoredFigures(takenMs(directory), top, items, false));
  }

  /**
   * The figures of each table, after a look at everything that must hold of it.
   *
   * @param tiers whether items must be in tiers that their importance reaches by the configured
   *     thresholds: right unless a control record has changed them
   * @throws StartException when it is no checkpoint, or cannot be read
   */
  public static List<Figures> audit(Path directory, List<TableSpec> tables, boolean tiers) {
    List<Figures> audited = new ArrayList<>();
    List<Figures> shards =
        read(directory, tables, new StoredFigures(takenMs(directory), 0, null, tiers));
    for (TableSpec table : tables) {
      shards.stream()
          .filter(shard -> shard.table().equals(table.name()))
          .reduce((a, b) -> a.plus(b, 0))
          .ifPresent(audited::add);
    }
    return audited;
  }

  private static List<Figures> read(Path directory, List<TableSpec> tables, StoredFigures look) {
    try {
      return sorted(CheckpointReader.read(directory, tables, look), tables, directory);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("figures must be readable as they were written", e);
    }
  }

  /** When the checkpoint was complete, ms since the epoch. */
  private static long takenMs(Path directory) {
    try {
      return Files.getLastModifiedTime(CheckpointDirectory.metadata(directory)).toMillis();
    } catch (IOException e) {
      throw new StartException("the checkpoint cannot be read: directory=" + directory, e);
    }
  }

  private static List<Figures> sorted(List<String> found, List<TableSpec> tables, Path directory)
      throws JsonProcessingException {
    ObjectMapper json = new ObjectMapper();
    List<Figures> figures = new ArrayList<>();
    for (String shard : found) {
      figures.add(json.readValue(shard, Figures.class));
    }
    List<String> names = tables.stream().map(TableSpec::name).toList();
    for (TableSpec table : tables) {
      long shards = figures.stream().filter(f -> f.table().equals(table.name())).count();
      if (shards != table.shards()) {
        throw new StartException(
            "the checkpoint must hold every shard of the table: directory="
                + directory
                + " table="
                + table.name()
                + " shards="
                + table.shards()
                + " found="
                + shards
                + " (is --config that of the job?)");
      }
    }
    figures.sort(Comparator.comparingInt(shard -> names.indexOf(shard.table())));
    return figures;
  }
}
