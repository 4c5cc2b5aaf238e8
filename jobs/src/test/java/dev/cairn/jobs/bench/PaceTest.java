package dev.cairn.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {

  @Test
  void dueNs_afterPieces_isEvenlySpaced() {
    Pace pace = new Pace(20);
    pace.start(1_000_000_000);
    pace.done(30);

    assertThat(pace.dueNs()).isEqualTo(2_500_000_000L);
  }

  @Test
  void start_afterAPause_makesUpForNothing() {
    Pace pace = new Pace(20);
    pace.start(0);
    pace.done(5);
    pace.start(60_000_000_000L);

    assertThat(pace.dueNs()).isEqualTo(60_000_000_000L);
    pace.done(1);
    assertThat(pace.dueNs()).isEqualTo(60_050_000_000L);
  }

  @Test
  void dueNs_unlimited_isAtOnce() {
    Pace pace = new Pace(Double.POSITIVE_INFINITY);
    pace.start(7);
    pace.done(1_000_000);

    assertThat(pace.dueNs()).isEqualTo(7);
  }
}
