package dev.cairn.flink;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** No bytes on any topic make the job fail; scripts/fuzz looks for bytes that do. */
@SuppressWarnings("NullAway.Init") // set before all tests
class DecodersFuzzTest {

  /** Streams and items that fuzzing has made are forgotten after so many records. */
  private static final int RECORDS = 50_000;

  private static FuzzedJob job;
  private static int records;

  @BeforeAll
  static void open() throws Exception {
    job = new FuzzedJob();
  }

  @AfterAll
  static void close() throws Exception {
    job.close();
  }

  @FuzzTest
  void transitions_anyBytes_areTakenOrADeadLetter(byte[] data) throws Exception {
    job().transitions(data);
  }

  @FuzzTest
  void feedback_anyBytes_areTakenOrADeadLetter(byte[] data) throws Exception {
    job().feedback(data);
  }

  @FuzzTest
  void control_anyBytes_areTakenOrADeadLetter(byte[] data) throws Exception {
    job().control(data);
  }

  private static FuzzedJob job() throws Exception {
    if (++records % RECORDS == 0) {
      job.close();
      job = new FuzzedJob();
    }
    return job;
  }
}
