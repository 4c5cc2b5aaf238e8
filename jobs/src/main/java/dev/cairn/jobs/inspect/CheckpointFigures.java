package dev.cairn.jobs.inspect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.flink.StoredShards;
import dev.cairn.jobs.start.CheckpointDirectory;
import dev.cairn.jobs.start.InnermostCause;
import dev.cairn.jobs.start.StartException;
import dev.cairn.replay.TableSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
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
    long atMs = takenMs(directory);
    try {
      Path scratch = Files.createTempDirectory("cairn-inspect");
      try {
        StoredFigures look =
            new StoredFigures(
                atMs, top, export == null ? null : export.toAbsolutePath().toString());
        List<String> found =
            StoredShards.read(
                environment(scratch), directory.toAbsolutePath().toUri().toString(), tables, look);
        return sorted(found, tables, directory);
      } finally {
        delete(scratch);
      }
    } catch (StartException e) {
      throw e;
    } catch (Exception e) {
      throw new StartException(
          "the checkpoint cannot be read: directory="
              + directory
              + " ("
              + InnermostCause.of(e)
              + ")",
          e);
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

  private static StreamExecutionEnvironment environment(Path scratch) {
    Configuration configuration = new Configuration();
    configuration.setString("io.tmp.dirs", scratch.toString());
    configuration.setString("taskmanager.memory.managed.size", "64 mb");
    configuration.setString("taskmanager.memory.network.min", "8 mb");
    configuration.setString("taskmanager.memory.network.max", "8 mb");
    configuration.setString("restart-strategy.type", "none");
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
    env.setRuntimeMode(RuntimeExecutionMode.BATCH);
    return env;
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

  private static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
