package dev.cairn.jobs.endurance;

import dev.cairn.jobs.cli.LogFile;
import dev.cairn.jobs.start.DiskSpace;
import dev.cairn.jobs.start.StartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Where a run keeps its cluster and what it leaves. */
final class RunDirectory {

  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  private RunDirectory() {}

  /**
   * Makes the directory and sends the log of this process there.
   *
   * @param wanted null for a new one under {@code runs/}
   * @param name start of the new one's name
   * @param freeMib disk that the run needs
   * @throws StartException when it is not empty, or the disk is too full
   */
  static Path make(@Nullable Path wanted, String name, int freeMib) {
    Path path =
        wanted == null ? Path.of("runs", name + "-" + LocalDateTime.now().format(STAMP)) : wanted;
    path = path.toAbsolutePath().normalize();
    if (Files.exists(path.resolve("cluster"))) {
      throw new StartException("the directory holds a run already: --dir=" + path);
    }
    DiskSpace.require(path, (long) freeMib << 20);
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new UncheckedIOException("the directory cannot be made: --dir=" + path, e);
    }
    LogFile.set(path.resolve("endurance.log"));
    System.out.println("directory " + path);
    return path;
  }
}
