package dev.cairn.examples.dqn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.examples.cartpole.CartPole;
import java.util.List;
import org.junit.jupiter.api.Test;

class GreedyEvaluationTest {

  private final GreedyEvaluation evaluation = new GreedyEvaluation(CartPole::new);

  // A linear policy that balances: push to where the pole leans and turns.
  private static Mlp balancing() {
    float[] weight = {0, 0, 0, 0, 0.05f, 0.1f, 1, 0.4f};
    return new Mlp(List.of(new Mlp.Layer(4, 2, weight, new float[2])));
  }

  @Test
  void returns_balancingPolicy_fullEpisodes() {
    assertThat(evaluation.returns(balancing(), 5, 1)).containsOnly(500);
  }

  @Test
  void meanReturn_alwaysLeft_meanOfShortEpisodesThatRepeat() {
    Mlp left = new Mlp(List.of(new Mlp.Layer(4, 2, new float[8], new float[2])));
    double[] returns = evaluation.returns(left, 4, 9);
    for (double value : returns) {
      assertThat(value).isBetween(7.0, 11.0);
    }
    double mean = (returns[0] + returns[1] + returns[2] + returns[3]) / 4;
    assertThat(evaluation.meanReturn(left, 4, 9)).isCloseTo(mean, within(1e-12));
    // Seeds follow each other: the second episode is the first of the next seed.
    assertThat(evaluation.returns(left, 1, 10)[0]).isEqualTo(returns[1]);
  }
}
