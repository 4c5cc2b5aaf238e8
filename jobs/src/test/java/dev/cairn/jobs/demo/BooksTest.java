package dev.cairn.jobs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BooksTest {

  private static final Ledgers BALANCED =
      new Ledgers(
          new Ledgers.Steps(110, 100, 0, 0, 10, 0),
          new Ledgers.Items(100, 60, 40, 3_200, 5, 6, 7),
          new Ledgers.Updates(64, 60, 1, 1, 1, 1),
          List.of(10L, 20L, 30L));

  @TempDir private Path directory;

  @Test
  void imbalances_balancedLedgers_areNone() {
    assertThat(BALANCED.imbalances(100)).isEmpty();
  }

  @Test
  void imbalances_lostStep_isNamed() {
    assertThat(BALANCED.imbalances(101))
        .containsExactly(
            "steps.received less duplicates is what was acknowledged: left=100 right=101");
  }

  @Test
  void imbalances_doubledItem_isNamed() {
    Ledgers doubled =
        new Ledgers(
            BALANCED.steps(),
            new Ledgers.Items(101, 60, 40, 3_200, 5, 6, 7),
            BALANCED.updates(),
            List.of(10L, 20L, 31L));

    assertThat(doubled.imbalances(100))
        .containsExactly(
            "items.created is live + evicted: left=101 right=100",
            "items.live is the sum of the tiers: left=60 right=61",
            "items.created is steps.assembled: left=101 right=100");
  }

  @Test
  void imbalances_lostUpdate_isNamed() {
    Ledgers lost =
        new Ledgers(
            BALANCED.steps(),
            BALANCED.items(),
            new Ledgers.Updates(65, 60, 1, 1, 1, 1),
            BALANCED.tiers());

    assertThat(lost.imbalances(100))
        .containsExactly("updates.received is the sum of its outcomes: left=65 right=64");
  }

  @Test
  void json_ofASummary_hasTheNamesThatToolsRead() {
    Summary summary =
        new Summary(
            true,
            28_000,
            93.25,
            "tiered",
            3,
            31.5,
            BALANCED,
            6.5,
            Double.NaN,
            0.8,
            true,
            100,
            110,
            12_000L,
            0,
            Path.of("runs/x"));

    JsonNode json = summary.json();

    assertThat(json.fieldNames())
        .toIterable()
        .startsWith(
            "solved",
            "env_steps",
            "wall_seconds",
            "replay",
            "seed",
            "samples_per_insert",
            "steps",
            "items",
            "updates",
            "feedback_ms",
            "effective_sample_size",
            "out");
    assertThat(json.at("/steps").fieldNames())
        .toIterable()
        .containsExactly("received", "assembled", "pending", "dropped", "duplicates", "rejected");
    assertThat(json.at("/items").fieldNames())
        .toIterable()
        .containsExactly(
            "created", "live", "evicted", "sampled", "promoted", "demoted", "promotion_refused");
    assertThat(json.at("/updates").fieldNames())
        .toIterable()
        .containsExactly("received", "applied", "stale", "early", "out_of_order", "invalid");
    assertThat(json.at("/items/promotion_refused").asLong()).isEqualTo(7);
    assertThat(json.at("/feedback_ms/p50").asDouble()).isEqualTo(6.5);
    assertThat(json.at("/feedback_ms/p99").isNull()).isTrue();
  }

  @Test
  void history_run_leavesTablesAndPictures() throws Exception {
    RunFolder folder = RunFolder.create(directory.resolve("run"), "unused");
    try (History history = new History(folder, 0)) {
      for (int i = 1; i <= 30; i++) {
        history.episode(10L * i, i, 100L * i);
      }
      history.evaluation(300, 480, 3_000);
      history.progress(progress(300), 3_000);
      assertThat(history.meanReturn()).isEqualTo(20.5);
      assertThat(history.median(Progress::feedbackMsP50)).isEqualTo(6.5);
      assertThat(history.median(Progress::policyLag)).isNaN();
      history.draw(folder, "title", 475);
    }

    assertThat(Files.readAllLines(folder.curveTable()))
        .hasSize(32)
        .startsWith("env_steps,seconds,kind,return", "10,0.10,episode,1.00")
        .endsWith("300,3.00,evaluation,480.00");
    assertThat(Files.readAllLines(folder.progressTable()))
        .endsWith("300,75.0,9,20.500,4.0,128.0,32.000,6.500,9.000,,0.900,1 2 3");
    assertThat(folder.curvePicture()).isNotEmptyFile();
    assertThat(folder.tierPicture()).isNotEmptyFile();
  }

  @Test
  void history_ofARunThatGoesOn_hasWhatWasBefore() throws Exception {
    RunFolder folder = RunFolder.create(directory.resolve("run"), "unused");
    try (History history = new History(folder, 0)) {
      history.episode(10, 7, 2_000);
      history.evaluation(20, 9, 5_000);
    }
    // Killed in the middle of a line.
    Files.writeString(folder.curveTable(), "25,6.00,epi", StandardOpenOption.APPEND);

    try (History history = new History(folder, 1_000_000)) {
      assertThat(history.meanReturn()).isEqualTo(7);
      history.episode(30, 11, 1_001_000);
      assertThat(history.meanReturn()).isEqualTo(9);
    }
    assertThat(Files.readAllLines(folder.curveTable()))
        .containsExactly(
            "env_steps,seconds,kind,return",
            "10,2.00,episode,7.00",
            "20,5.00,evaluation,9.00",
            "30,6.00,episode,11.00");
  }

  @Test
  void line_progress_isWhatPeopleRead() {
    assertThat(progress(12_345).line())
        .isEqualTo(
            "1:15  12,345/60,000 steps  return 21  in 4/s  out 128/s  32.0 samples/insert"
                + "  tiers 1 2 3  feedback p50 6.5 p99 9.0 ms  lag -");
  }

  @Test
  void show_terminal_rewritesTheLineAndNothingElse() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    LiveLine line = new LiveLine(new PrintStream(bytes, true, StandardCharsets.UTF_8), true);

    line.show("one", 0);
    line.show("two", 1);
    line.say("done");

    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "\r\u001b[K\u001b[?7lone\u001b[?7h\r\u001b[K\u001b[?7ltwo\u001b[?7h\r\u001b[Kdone"
                + System.lineSeparator());
  }

  @Test
  void show_noTerminal_printsEveryFiveSeconds() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    LiveLine line = new LiveLine(new PrintStream(bytes, true, StandardCharsets.UTF_8), false);

    line.show("one", 0);
    line.show("two", 4_999);
    line.show("three", 5_000);

    assertThat(bytes.toString(StandardCharsets.UTF_8).lines()).containsExactly("one", "three");
  }

  @Test
  void rate_counter_isGrowthOverTheLastSeconds() {
    Rate rate = new Rate();
    assertThat(rate.read(100, 0)).isZero();
    assertThat(rate.read(200, 1_000)).isEqualTo(100);
    for (int t = 2; t <= 10; t++) {
      rate.read(200, 1_000L * t);
    }
    assertThat(rate.read(200, 11_000)).isZero();
  }

  private static Progress progress(long envSteps) {
    return new Progress(
        envSteps,
        60_000,
        75,
        9,
        20.5,
        4,
        128,
        32,
        List.of(1L, 2L, 3L),
        6.5,
        9,
        Double.NaN,
        0.9,
        List.of(0.3f, 0.2f, 0.1f),
        List.of(0.6f, 0.3f, 0.2f),
        "");
  }
}
