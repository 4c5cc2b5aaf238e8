package dev.cairn.jobs.start;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The directory of a checkpoint or savepoint. */
public final class CheckpointDirectory {

  private CheckpointDirectory() {}

  /**
   * The file that says what the checkpoint consists of.
   *
   * @throws StartException when there is none
   */
  public static Path metadata(Path directory) {
    Path metadata = directory.resolve("_metadata");
    if (!Files.isRegularFile(metadata)) {
      throw new StartException(
          "a checkpoint or savepoint has a file _metadata: directory="
              + directory
              + " (name the directory chk-N or savepoint-... itself)");
    }
    return metadata;
  }

  /**
   * The newest complete checkpoint of any job under Flink's directory of checkpoints: the one whose
   * metadata was written last, as each start of a job counts from 1 in a directory of its own.
   *
   * @param checkpoints what {@code execution.checkpointing.dir} is
   * @return its {@code chk-N}; empty when there is none
   */
  public static Optional<Path> newest(Path checkpoints) {
    return all(checkpoints).stream().findFirst();
  }

  /**
   * Every complete checkpoint of any job under Flink's directory of checkpoints, the newest first.
   *
   * @param checkpoints what {@code execution.checkpointing.dir} is, or the directory of one job
   */
  public static List<Path> all(Path checkpoints) {
    if (!Files.isDirectory(checkpoints)) {
      return List.of();
    }
    // checkpoints/<job>/chk-N/_metadata
    try (Stream<Path> files = Files.walk(checkpoints, 3)) {
      return files
          .filter(file -> file.endsWith("_metadata"))
          .sorted(Comparator.comparing(CheckpointDirectory::writtenMs).reversed())
          .map(Path::getParent)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long writtenMs(Path file) {
    try {
      return Files.getLastModifiedTime(file).toMillis();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
