package dev.cairn.jobs.start;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
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
    if (!Files.isDirectory(checkpoints)) {
      return Optional.empty();
    }
    // checkpoints/<job>/chk-N/_metadata
    try (Stream<Path> files = Files.walk(checkpoints, 3)) {
      return files
          .filter(file -> file.endsWith("_metadata"))
          .max(Comparator.comparing(CheckpointDirectory::writtenMs))
          .map(Path::getParent);
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
