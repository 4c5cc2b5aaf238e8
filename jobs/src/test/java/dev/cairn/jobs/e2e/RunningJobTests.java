package dev.cairn.jobs.e2e;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests of a class that share one running job, which none of them may make restart. */
@Timeout(300)
@SuppressWarnings("NullAway.Init") // set before all tests
abstract class RunningJobTests {

  static final Duration WAIT = Duration.ofSeconds(90);

  @TempDir static Path directory;

  /** Made by the class before its first test. */
  static ByHand hand;

  @AfterAll
  static void stop() {
    hand.close();
  }

  @AfterEach
  void jobRanOn() throws Exception {
    hand.assertNeverRestarted();
  }
}
