package dev.cairn.examples.cartpole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.examples.Step;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CartPoleTest {

  private static final int ACTION = 2;
  private static final int REWARD = 3;
  private static final int TERMINATED = 4;
  private static final int TRUNCATED = 5;
  private static final int STATE = 6;

  /** Recorded with gymnasium 1.4.0, {@code gymnasium.make("CartPole-v1")}. */
  @Test
  void step_actionsRecordedWithGymnasium_sameEpisodes() throws IOException {
    CartPole environment = new CartPole();
    int terminated = 0;
    int truncated = 0;
    boolean ended = true;
    for (double[] row : recording()) {
      if (row[ACTION] < 0) {
        assertThat(ended).as("the episode before has come to its end").isTrue();
        ended = false;
        float[] start =
            environment.resetTo(row[STATE], row[STATE + 1], row[STATE + 2], row[STATE + 3]);
        assertThat(start[0]).isEqualTo((float) row[STATE]);
        continue;
      }
      Step step = environment.step((int) row[ACTION]);
      for (int i = 0; i < 4; i++) {
        assertThat((double) step.observation()[i])
            .as("episode %s step %s coordinate %s", row[0], row[1], i)
            .isCloseTo(row[STATE + i], within(1e-6));
      }
      assertThat((double) step.reward()).isEqualTo(row[REWARD]);
      assertThat(step.terminated()).isEqualTo(row[TERMINATED] == 1);
      assertThat(step.truncated()).isEqualTo(row[TRUNCATED] == 1);
      ended = step.ended();
      terminated += step.terminated() ? 1 : 0;
      truncated += step.truncated() ? 1 : 0;
    }
    assertThat(ended).isTrue();
    assertThat(terminated).isEqualTo(4);
    assertThat(truncated).isEqualTo(2);
  }

  @Test
  void reset_sameSeed_sameStartWithinBounds() {
    CartPole environment = new CartPole();
    float[] first = environment.reset(7);
    assertThat(new CartPole().reset(7)).isEqualTo(first);
    assertThat(environment.reset(8)).isNotEqualTo(first);
    for (float value : first) {
      assertThat(value).isBetween(-0.05f, 0.05f);
    }
  }

  @Test
  void step_afterEnd_refused() {
    CartPole environment = new CartPole();
    assertThatThrownBy(() -> environment.step(0)).isInstanceOf(IllegalStateException.class);
    environment.reset(1);
    while (!environment.step(0).ended()) {}
    assertThatThrownBy(() -> environment.step(0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void step_unknownAction_refused() {
    CartPole environment = new CartPole();
    environment.reset(1);
    assertThatThrownBy(() -> environment.step(2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("action=2");
  }

  private static List<double[]> recording() throws IOException {
    InputStream in =
        Objects.requireNonNull(CartPoleTest.class.getResourceAsStream("gymnasium-cartpole-v1.csv"));
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader
          .lines()
          .skip(1)
          .map(
              line ->
                  List.of(line.split(",", -1)).stream().mapToDouble(Double::parseDouble).toArray())
          .toList();
    }
  }
}
