package dev.cairn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BetaTest {

  @Test
  void at_overTheSchedule_risesToOneAndStays() {
    Beta beta = new Beta(0.4, 100);
    assertThat(beta.at(0)).isEqualTo(0.4);
    assertThat(beta.at(50)).isCloseTo(0.7, within(1e-12));
    assertThat(beta.at(100)).isEqualTo(1);
    assertThat(beta.at(1_000)).isEqualTo(1);
    assertThat(Beta.constant(0.5).at(1_000)).isEqualTo(0.5);
  }

  @Test
  void beta_outOfRange_isRefused() {
    for (double wrong : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> new Beta(wrong, 1)).hasMessageContaining("beta=" + wrong);
    }
    assertThatThrownBy(() -> new Beta(0.4, -1)).hasMessageContaining("beta_steps=-1");
  }
}
