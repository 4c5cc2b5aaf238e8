package dev.cairn.jobs.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.jobs.chaos.fault.Faults;
import dev.cairn.jobs.cluster.ClusterOptions;
import dev.cairn.jobs.start.StartException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ChaosOptionsTest {

  private static ChaosOptions options(
      long items, int faults, boolean safety, boolean liveness, double patience) {
    return new ChaosOptions(
        Path.of("run"),
        1,
        items,
        faults,
        4,
        Faults.usual(),
        safety,
        liveness,
        patience,
        3,
        ClusterOptions.SMALL);
  }

  @Test
  void share_ofAllWorkers_isAllItems() {
    ChaosOptions options = options(100_001, 5, true, true, 1);

    assertThat(options.share(1) + options.share(2) + options.share(3)).isEqualTo(100_001);
    assertThat(options.share(1) - options.share(3)).isEqualTo(1);
    // 5 faults, 15 s apart, and 30 s: 105 s.
    assertThat(options.rate()).isEqualTo(100_001 / 105.0 / 3);
  }

  @Test
  void atRandom_bothModes_isTheLargerHalf() {
    assertThat(options(1, 5, true, true, 1).atRandom()).isEqualTo(3);
    assertThat(options(1, 5, true, false, 1).atRandom()).isEqualTo(5);
    assertThat(options(1, 5, false, true, 1).atRandom()).isZero();
  }

  @Test
  void limit_ofASlowMachine_isThatMuchLonger() {
    assertThat(options(1, 1, true, true, 1).limit()).isEqualTo(Duration.ofSeconds(60));
    assertThat(options(1, 1, true, true, 2.5).limit()).isEqualTo(Duration.ofSeconds(150));
  }

  @Test
  void create_numbersThatCannotBe_areRefusedByName() {
    assertThatThrownBy(() -> options(0, 5, true, true, 1))
        .isInstanceOf(StartException.class)
        .hasMessage("--items must be 1 to 10^9: 0");
    assertThatThrownBy(() -> options(1, -1, true, true, 1))
        .hasMessage("--faults must be 0 to 100,000: -1");
    assertThatThrownBy(() -> options(1, 1, true, true, 0.5))
        .hasMessage("--patience must be 1 to 100: 0.5");
  }
}
