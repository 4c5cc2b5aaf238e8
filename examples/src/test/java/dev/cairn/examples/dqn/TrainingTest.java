package dev.cairn.examples.dqn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.examples.cartpole.CartPole;
import org.junit.jupiter.api.Test;

class TrainingTest {

  @Test
  void training_cartPolePlainBuffer_learnsToBalance() {
    GreedyEvaluation evaluation = new GreedyEvaluation(CartPole::new);
    PlainTraining training = new PlainTraining(DqnOptions.cartPole(), 1_000, 10);
    try (DoubleDqn learner = training.learner()) {
      double before = evaluation.meanReturn(learner.policy(), 10, 7);
      double best = 0;
      for (int i = 0; i < 8 && best <= 150; i++) {
        training.run(1_000);
        best = Math.max(best, evaluation.meanReturn(learner.policy(), 10, 7));
      }
      assertThat(before).isLessThan(100);
      assertThat(best).isGreaterThan(150);
    }
  }
}
