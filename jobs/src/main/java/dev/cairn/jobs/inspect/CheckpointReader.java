package dev.cairn.jobs.inspect;

import dev.cairn.flink.StoredShards;
import dev.cairn.jobs.start.CheckpointDirectory;
import dev.cairn.jobs.start.FileTree;
import dev.cairn.jobs.start.InnermostCause;
import dev.cairn.jobs.start.StartException;
import dev.cairn.replay.TableSpec;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the shards of a checkpoint or savepoint, in this JVM and one after another. */
public final class CheckpointReader {

  private static final Logger LOG = LoggerFactory.getLogger(CheckpointReader.class);

  private CheckpointReader() {}

  /**
   * Reads a checkpoint with a small Flink of its own.
   *
   * @param directory the one that holds {@code _metadata}
   * @param tables the tables to look at, as they are configured
   * @param look at each shard of them
   * @return what was found, one entry a shard, in no special order
   * @throws StartException when it is no checkpoint, or cannot be read
   */
  public static List<String> read(Path directory, List<TableSpec> tables, StoredShards.Look look) {
    CheckpointDirectory.metadata(directory);
    try {
      Path scratch = Files.createTempDirectory("cairn-inspect");
      try {
        return StoredShards.read(
            environment(scratch), directory.toAbsolutePath().toUri().toString(), tables, look);
      } finally {
        delete(scratch);
      }
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

  /** Flink deletes in it too, until some time after its job has ended. */
  private static void delete(Path scratch) {
    try {
      FileTree.delete(scratch);
    } catch (UncheckedIOException e) {
      LOG.warn("scratch files stay: directory={}", scratch, e);
    }
  }
}
