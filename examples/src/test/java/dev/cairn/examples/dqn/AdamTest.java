package dev.cairn.examples.dqn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class AdamTest {

  /** {@code torch.optim.Adam(lr=0.1, eps=1e-8)} on gradients (0.5, -2), then (1, 0). */
  @Test
  void step_twoGradients_asPyTorch() {
    List<float[]> values = List.of(new float[] {1, 1});
    Adam adam = new Adam(values, 0.1, 1e-8, 1e9);
    double norm = adam.step(values, List.of(new float[] {0.5f, -2}));
    assertThat(norm).isCloseTo(Math.sqrt(4.25), within(1e-6));
    // The first step is lr * sign(g).
    assertThat(values.get(0)[0]).isCloseTo(0.9f, within(1e-6f));
    assertThat(values.get(0)[1]).isCloseTo(1.1f, within(1e-6f));
    adam.step(values, List.of(new float[] {1, 0}));
    // m = 0.9*0.05 + 0.1 = 0.145, / 0.19 = 0.76316; v = 0.999*0.00025 + 0.001 = 0.00124975,
    // / 0.001999 = 0.62519; step 0.1 * 0.76316 / 0.79069 = 0.096518
    assertThat(values.get(0)[0]).isCloseTo(0.803482f, within(2e-6f));
    // m = -0.18, / 0.19 = -0.94737; v = 0.003996, / 0.001999 = 1.999; step -0.1*0.94737/1.41386
    assertThat(values.get(0)[1]).isCloseTo(1.167006f, within(2e-6f));
  }

  @Test
  void step_gradientAboveNorm_scaledOverAllParameters() {
    List<float[]> values = List.of(new float[] {0}, new float[] {0});
    List<float[]> scaled = List.of(new float[] {0}, new float[] {0});
    // A large epsilon makes the step proportional to the gradient, so that scaling shows.
    double norm =
        new Adam(values, 1, 1e6, 1).step(values, List.of(new float[] {30}, new float[] {40}));
    new Adam(scaled, 1, 1e6, 1).step(scaled, List.of(new float[] {0.6f}, new float[] {0.8f}));
    assertThat(norm).isCloseTo(50, within(1e-4));
    assertThat(values.get(0)[0]).isCloseTo(scaled.get(0)[0], within(1e-11f)).isNotZero();
    assertThat(values.get(1)[0]).isCloseTo(scaled.get(1)[0], within(1e-11f));
  }
}
