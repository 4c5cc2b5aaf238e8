package dev.cairn.jobs.inspect;

import dev.cairn.jobs.start.CheckpointDirectory;
import dev.cairn.jobs.start.StartException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;

/**
 * The files that a checkpoint or savepoint consists of: whether each is there, as long as it was
 * written, and, of RocksDB's tables, which are nearly all of it, whether every block has its
 * checksum. Flink itself finds out while it restores, says "Corruption" without the checkpoint's
 * file, and tries again and again.
 *
 * <p>Reads every byte once. What has no checksum of its own, the file {@code _metadata} and the few
 * small states, is found damaged only where it can no longer be read.
 */
public final class CheckpointFiles {

  /** As Flink names RocksDB's tables. */
  private static final String TABLE = ".sst";

  private final Path directory;
  private final Path metadata;

  /** Length of each file, and whether it is one of RocksDB's tables. */
  private final Map<Path, Expected> files = new LinkedHashMap<>();

  private record Expected(long bytes, boolean table) {}

  private CheckpointFiles(Path directory) {
    this.directory = directory;
    this.metadata = CheckpointDirectory.metadata(directory);
  }

  /**
   * What is wrong with a checkpoint, one line a file; nothing when it is whole.
   *
   * @param directory the one that holds {@code _metadata}
   * @throws StartException when there is no such file
   */
  public static List<String> problems(Path directory) {
    CheckpointFiles checkpoint = new CheckpointFiles(directory);
    Optional<String> unreadable = checkpoint.load();
    if (unreadable.isPresent()) {
      return List.of(unreadable.get());
    }
    List<String> problems = new ArrayList<>();
    checkpoint.files.forEach((file, expected) -> problem(file, expected).ifPresent(problems::add));
    return problems;
  }

  /**
   * RocksDB's tables that it refers to.
   *
   * @throws StartException when {@code _metadata} is missing or cannot be read
   */
  public static List<Path> tables(Path directory) {
    CheckpointFiles checkpoint = new CheckpointFiles(directory);
    checkpoint
        .load()
        .ifPresent(
            problem -> {
              throw new StartException(problem);
            });
    return checkpoint.files.entrySet().stream()
        .filter(file -> file.getValue().table())
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * Refuses a checkpoint that is damaged.
   *
   * @param directory the one that holds {@code _metadata}
   * @throws StartException naming each file and what is wrong, and the newest of the checkpoints
   *     beside it that is whole
   */
  public static void require(Path directory) {
    List<String> problems = problems(directory);
    if (problems.isEmpty()) {
      return;
    }
    String whole =
        newestWhole(directory.resolve("..").toAbsolutePath().normalize())
            .map(other -> "whole is --from-savepoint " + other)
            .orElse("no checkpoint beside it is whole: start from a savepoint");
    throw new StartException(
        "the checkpoint is damaged: directory="
            + directory
            + " ("
            + String.join("; ", problems)
            + "); "
            + whole);
  }

  /**
   * The newest checkpoint under a directory that is whole.
   *
   * @param directory of one job or of all
   */
  public static Optional<Path> newestWhole(Path directory) {
    return CheckpointDirectory.all(directory).stream()
        .filter(checkpoint -> problems(checkpoint).isEmpty())
        .findFirst();
  }

  private Optional<String> load() {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(metadata)))) {
      CheckpointMetadata checkpoint =
          Checkpoints.loadCheckpointMetadata(
              in, getClass().getClassLoader(), directory.toUri().toString());
      for (OperatorState operator : checkpoint.getOperatorStates()) {
        operator.getStates().forEach(this::add);
      }
      return Optional.empty();
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      // Damaged bytes make Flink's decoders fail in any way, and claim any length.
      return Optional.of("file=" + metadata + " cannot be read: " + e);
    }
  }

  private void add(OperatorSubtaskState state) {
    state.getManagedOperatorState().forEach(handle -> add(handle, false));
    state.getRawOperatorState().forEach(handle -> add(handle, false));
    state.getManagedKeyedState().forEach(this::add);
    state.getRawKeyedState().forEach(this::add);
  }

  private void add(KeyedStateHandle state) {
    if (state instanceof IncrementalRemoteKeyedStateHandle rocksdb) {
      rocksdb.getSharedState().forEach(this::add);
      rocksdb.getPrivateState().forEach(this::add);
      add(rocksdb.getMetaDataStateHandle(), false);
    } else if (state instanceof StreamStateHandle stream) {
      add(stream, false);
    }
  }

  private void add(HandleAndLocalPath file) {
    add(file.getHandle(), file.getLocalPath().endsWith(TABLE));
  }

  /** States of a few bytes stand in {@code _metadata} itself and have no file. */
  private void add(StreamStateHandle handle, boolean table) {
    handle
        .maybeGetPath()
        .ifPresent(
            path -> files.put(Path.of(path.toUri()), new Expected(handle.getStateSize(), table)));
  }

  private static Optional<String> problem(Path file, Expected expected) {
    try {
      long bytes = Files.size(file);
      if (bytes != expected.bytes()) {
        return Optional.of(
            "file=" + file + " has bytes=" + bytes + ", written were " + expected.bytes());
      }
      if (expected.table()) {
        verify(file);
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("file=" + file + " is missing");
    } catch (RocksDBException e) {
      return Optional.of("file=" + file + " is damaged: " + e.getMessage());
    }
  }

  private static void verify(Path table) throws RocksDBException {
    RocksDB.loadLibrary();
    try (Options options = new Options();
        SstFileReader reader = new SstFileReader(options)) {
      reader.open(table.toString());
      reader.verifyChecksum();
    }
  }
}
