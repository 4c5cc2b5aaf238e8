package dev.cairn.jobs.start;

import java.nio.file.Files;
import java.nio.file.Path;

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
}
