package dev.cairn.jobs.start;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a directory can be written and has room. */
public final class DiskSpace {

  private static final long MIB = 1L << 20;

  private DiskSpace() {}

  /**
   * Creates the directory if needed and checks that so many bytes are free on its disk.
   *
   * @param directory any path
   * @param bytes bytes wanted, at least 0
   * @throws StartException when it cannot be made or written, or has less room
   */
  public static void require(Path directory, long bytes) {
    long free;
    try {
      Files.createDirectories(directory);
      if (!Files.isWritable(directory)) {
        throw new StartException("the directory must be writable: directory=" + directory);
      }
      free = Files.getFileStore(directory).getUsableSpace();
    } catch (FileAlreadyExistsException e) {
      throw new StartException("must be a directory, but is a file: path=" + e.getFile(), e);
    } catch (IOException e) {
      throw new StartException(
          "the directory cannot be made: directory=" + directory + " (" + e + ")", e);
    }
    if (free < bytes) {
      throw new StartException(
          "not enough disk space: directory="
              + directory
              + " free_mib="
              + free / MIB
              + " needed_mib="
              + bytes / MIB
              + " (make room or choose another directory)");
    }
  }
}
