package dev.cairn.examples.dqn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DqnLearnerTest {

  private static final DqnOptions OPTIONS = new DqnOptions(List.of(4), 0.9, 1e-3, 1e-8, 10, 100);

  /** The same batch again and again; stops the learner after a number of them. */
  private static final class Repeating implements BatchSource {
    final int count;
    final float reward;
    final List<Long> steps = new ArrayList<>();
    final List<Float> errors = new ArrayList<>();
    @Nullable DqnLearner learner;

    Repeating(int count, float reward) {
      this.count = count;
      this.reward = reward;
    }

    @Override
    public LearnerBatch next(Duration timeout) {
      return new LearnerBatch(
          new DqnBatch(
              new float[] {0.1f, 0.2f},
              new float[] {0.3f, 0.4f},
              new int[] {1},
              new float[] {reward},
              new boolean[] {true},
              new float[] {1}),
          0,
          0.5);
    }

    @Override
    public void learned(long learnerStep, float[] tdErrors) {
      steps.add(learnerStep);
      errors.add(tdErrors[0]);
      if (steps.size() == count && learner != null) {
        learner.stop();
      }
    }
  }

  @Test
  void run_sevenBatchesPeriodThree_publishesFirstEachThirdAndLast() {
    Repeating source = new Repeating(7, -5);
    List<PolicySnapshot> published = new ArrayList<>();
    List<LearnerStatistics> statistics = new ArrayList<>();
    LearnerListener listener =
        new LearnerListener() {
          @Override
          public void updated(LearnerStatistics update) {
            statistics.add(update);
          }
        };
    try (DoubleDqn dqn = new DoubleDqn(OPTIONS, 2, 2, 1)) {
      DqnLearner learner = new DqnLearner(dqn, source, published::add, 3, listener);
      source.learner = learner;
      learner.run();
      assertThat(learner.policy()).isSameAs(published.get(published.size() - 1));
    }
    assertThat(published).extracting(PolicySnapshot::version).containsExactly(0L, 3L, 6L, 7L);
    assertThat(source.steps).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
    // The goal of -5 is below every estimate: the errors are negative, their absolute values go.
    assertThat(source.errors).allMatch(error -> error > 4);
    assertThat(statistics).extracting(LearnerStatistics::updates).last().isEqualTo(7L);
    // The parameters of version 0 acted; six updates had been made when the batch came.
    assertThat(statistics.get(6).policyLag()).isCloseTo(6, within(1e-12));
    assertThat(statistics.get(6).effectiveSampleSize()).isEqualTo(0.5);
    float[] input = {0.1f, 0.2f};
    assertThat(published.get(3).network().forward(input)[1])
        .isLessThan(published.get(0).network().forward(input)[1]);
  }

  @Test
  void run_lossNotFinite_failsWithReason() {
    Repeating source = new Repeating(3, Float.NaN);
    try (DoubleDqn dqn = new DoubleDqn(OPTIONS, 2, 2, 1)) {
      DqnLearner learner = new DqnLearner(dqn, source, policy -> {}, 3, LearnerListener.NONE);
      source.learner = learner;
      assertThatThrownBy(learner::run)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("loss must be finite");
      assertThat(source.errors).isEmpty();
    }
  }
}
