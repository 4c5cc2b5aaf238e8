package dev.cairn.jobs.demo;

import dev.cairn.jobs.start.DiskSpace;
import dev.cairn.jobs.start.FileTree;
import dev.cairn.jobs.start.StartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * The folder that a run leaves.
 *
 * @param path absolute
 */
public record RunFolder(Path path) {

  private static final long MIN_FREE_BYTES = 1L << 30;
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  /**
   * Makes the folder.
   *
   * @param out the folder wanted; null for a new one under {@code runs/}
   * @param name start of the new folder's name
   * @throws StartException when it holds a run already, cannot be made, or the disk is nearly full
   */
  public static RunFolder create(@Nullable Path out, String name) {
    Path path = (out == null ? fresh(name) : out).toAbsolutePath().normalize();
    if (Files.exists(path.resolve("summary.json"))) {
      throw new StartException("the folder holds a run already: --out=" + path);
    }
    DiskSpace.require(path, MIN_FREE_BYTES);
    return new RunFolder(path);
  }

  /**
   * The folder of a run that did not come to its end.
   *
   * @throws StartException when it holds none, or one that did
   */
  public static RunFolder resume(Path folder) {
    RunFolder run = new RunFolder(folder.toAbsolutePath().normalize());
    if (Files.exists(run.summary())) {
      throw new StartException(
          "the run came to its end, there is nothing to go on with: --resume="
              + folder
              + " (summary.json says how it ended; start another one)");
    }
    if (!Files.isRegularFile(run.run()) || !Files.isDirectory(run.kafka())) {
      throw new StartException(
          "the folder must be that of a demo that was killed or stopped: --resume="
              + folder
              + " (it has no run.json, or no folder kafka)");
    }
    DiskSpace.require(run.path(), MIN_FREE_BYTES);
    return run;
  }

  private static Path fresh(String name) {
    String stamp = name + "-" + LocalDateTime.now().format(STAMP);
    Path path = Path.of("runs", stamp);
    for (int i = 2; Files.exists(path); i++) {
      path = Path.of("runs", stamp + "-" + i);
    }
    return path;
  }

  Path kafka() {
    return path.resolve("kafka");
  }

  Path flink() {
    return path.resolve("flink");
  }

  /** Log of warnings. */
  public Path log() {
    return path.resolve("cairn.log");
  }

  Path config() {
    return path.resolve("config.yaml");
  }

  Path run() {
    return path.resolve("run.json");
  }

  Path learner() {
    return path.resolve("learner.avro");
  }

  Path summary() {
    return path.resolve("summary.json");
  }

  /** The saved policy. */
  public Path policy() {
    return path.resolve("policy.avro");
  }

  Path curvePicture() {
    return path.resolve("learning-curve.png");
  }

  Path curveTable() {
    return path.resolve("learning-curve.csv");
  }

  Path progressTable() {
    return path.resolve("progress.csv");
  }

  Path tierPicture() {
    return path.resolve("tiers.png");
  }

  /** The animation of the policy. */
  public Path animation() {
    return path.resolve("policy.gif");
  }

  /** Deletes Kafka's log, checkpoints and scratch files. */
  public void deleteState() {
    FileTree.delete(kafka());
    FileTree.delete(flink());
  }
}
