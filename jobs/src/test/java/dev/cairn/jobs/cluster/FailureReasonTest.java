package dev.cairn.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailureReasonTest {

  private static final String STARTED =
      "2026-01-01 00:00:00,000 INFO  [main] o.a.f.ClusterEntrypoint - Starting"
          + " StandaloneApplicationClusterEntryPoint.\n";
  private static final String FAILED =
      """
      2026-01-01 00:00:09,000 INFO  [x] o.a.f.Graph - Job cairn switched from state FAILING to FAILED.
      org.apache.flink.runtime.JobException: Recovery is suppressed
      \tat org.apache.flink.Some.method(Some.java:1)
      Caused by: org.apache.flink.SuppressRestartsException: Unrecoverable failure.
      \tat org.apache.flink.Some.method(Some.java:2)
      \t... 3 more
      Caused by: java.lang.IllegalStateException: too many items: items=9
      \t... 5 more
      """;
  private static final String LATER =
      """
      2026-01-01 00:00:10,000 ERROR [x] o.a.f.Rest - Unhandled exception.
      java.io.IOException: closed
      \tat org.apache.flink.Some.method(Some.java:3)
      2026-01-01 00:00:11,000 INFO  [x] o.a.f.Rest - Shut down.
      """;

  @TempDir private Path directory;

  private String reason(String log) throws IOException {
    return FailureReason.in(Files.writeString(directory.resolve("log"), log));
  }

  @Test
  void in_jobFailed_isTheInnermostCauseAndNotWhatCameAfter() throws IOException {
    assertThat(reason(STARTED + FAILED + LATER))
        .isEqualTo("java.lang.IllegalStateException: too many items: items=9");
  }

  @Test
  void in_errorAlone_isWhatWasThrown() throws IOException {
    assertThat(reason(STARTED + LATER)).isEqualTo("java.io.IOException: closed");
  }

  @Test
  void in_failureOfAnEarlierStart_isNone() throws IOException {
    assertThat(reason(STARTED + FAILED + STARTED + STARTED)).isEmpty();
  }

  @Test
  void in_noLog_isNone() {
    assertThat(FailureReason.in(directory.resolve("none"))).isEmpty();
  }
}
