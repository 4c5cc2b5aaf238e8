package dev.cairn.jobs.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointDirectoryTest {

  @TempDir private Path directory;

  @Test
  void newest_noDirectory_isNone() {
    assertThat(CheckpointDirectory.newest(directory.resolve("absent"))).isEmpty();
    assertThat(CheckpointDirectory.newest(directory)).isEmpty();
  }

  @Test
  void newest_severalJobs_isTheOneWrittenLast() throws Exception {
    checkpoint("job-a/chk-40", 1_000);
    checkpoint("job-b/chk-2", 2_000);
    Path newest = checkpoint("job-b/chk-3", 3_000);
    // Never came to its end.
    Files.createDirectories(directory.resolve("job-b/chk-4"));
    Files.createDirectories(directory.resolve("job-b/shared"));

    assertThat(CheckpointDirectory.newest(directory)).contains(newest);
  }

  private Path checkpoint(String name, long writtenMs) throws IOException {
    Path checkpoint = Files.createDirectories(directory.resolve(name));
    Path metadata = Files.createFile(checkpoint.resolve("_metadata"));
    Files.setLastModifiedTime(metadata, FileTime.fromMillis(writtenMs));
    return checkpoint;
  }
}
