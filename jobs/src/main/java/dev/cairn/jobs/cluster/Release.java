package dev.cairn.jobs.cluster;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A build of this program: what the processes of a cluster run.
 *
 * @param classPath jars and folders of classes, absolute
 */
public record Release(List<String> classPath) {

  public Release {
    classPath = List.copyOf(classPath);
  }

  /** That of this JVM. The processes run in another directory: hence absolute. */
  public static Release current() {
    return new Release(
        Arrays.stream(System.getProperty("java.class.path", "").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .toList());
  }

  /** As Java's option takes it. */
  String option() {
    return String.join(File.pathSeparator, classPath);
  }
}
