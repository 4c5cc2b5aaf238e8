package dev.cairn.examples.dqn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.schema.Parameters;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DoubleDqnTest {

  private static final double DISCOUNT = 0.9;

  // Two actions over one input: Q(s, a) = w_a * s + b_a.
  private static Mlp linear(float w0, float b0, float w1, float b1) {
    return new Mlp(List.of(new Mlp.Layer(1, 2, new float[] {w0, w1}, new float[] {b0, b1})));
  }

  private static DqnOptions options(int targetPeriod) {
    return new DqnOptions(List.of(), DISCOUNT, 1e-2, 1e-8, 1e6, targetPeriod);
  }

  private static DqnBatch one(float s, int action, float reward, float next, boolean terminated) {
    return new DqnBatch(
        new float[] {s},
        new float[] {next},
        new int[] {action},
        new float[] {reward},
        new boolean[] {terminated},
        new float[] {1});
  }

  @Test
  void update_notTerminated_bootstraps() {
    try (DoubleDqn dqn = new DoubleDqn(options(1_000), linear(1, 0, 2, 1))) {
      // Q(s=1, a=0) = 1; next s=2: Q = (2, 5), the better is 5; target 3 + 0.9 * 5 = 7.5
      DqnUpdate update = dqn.update(one(1, 0, 3, 2, false));
      assertThat(update.tdErrors()[0]).isCloseTo(6.5f, within(1e-5f));
      assertThat(update.loss()).isCloseTo(6.0, within(1e-5)); // |6.5| - 0.5
      assertThat(update.meanQ()).isCloseTo(1, within(1e-6));
    }
  }

  @Test
  void update_terminated_doesNotBootstrap() {
    try (DoubleDqn dqn = new DoubleDqn(options(1_000), linear(1, 0, 2, 1))) {
      DqnUpdate update = dqn.update(one(1, 1, 3.5f, 2, true));
      // Q(s=1, a=1) = 3; target 3.5
      assertThat(update.tdErrors()[0]).isCloseTo(0.5f, within(1e-6f));
      assertThat(update.loss()).isCloseTo(0.125, within(1e-6)); // 0.5 * 0.5^2
    }
  }

  @Test
  void update_onlineAndTargetDisagree_onlineChoosesTargetValues() {
    // Online and target start equal; after one update that turns the online choice round, the
    // target network still holds the old values.
    DqnOptions fast = new DqnOptions(List.of(), DISCOUNT, 1.0, 1e-8, 1e6, 2);
    try (DoubleDqn dqn = new DoubleDqn(fast, linear(0, 1, 0, 1.5f))) {
      // Q(·, 1) is 1.5 and its goal -10: Adam's first step is the learning rate against the
      // gradient's sign, so that Q(s=1, 1) falls by 1 for the bias and by 1 for the weight.
      dqn.update(one(1, 1, -10, 0, true));
      assertThat(dqn.policy().forward(new float[] {1})[1]).isCloseTo(-0.5f, within(1e-4f));
      // Online at s=1 now prefers action 0; target's Q(1, 0) = 1, though its best is 1.5.
      DqnUpdate second = dqn.update(one(1, 0, 0, 1, false));
      assertThat(second.tdErrors()[0]).isCloseTo((float) (DISCOUNT * 1 - 1), within(1e-4f));
      // Now the copy was made: the target's values are the online ones.
      float[] online = dqn.policy().forward(new float[] {1});
      float best = Math.max(online[0], online[1]);
      DqnUpdate third = dqn.update(one(1, 0, 0, 1, false));
      assertThat(third.tdErrors()[0])
          .isCloseTo((float) (DISCOUNT * best - online[0]), within(1e-4f));
    }
  }

  /** The gradient's norm against central differences of the loss in plain Java. */
  @Test
  void update_randomBatch_gradientOfWeightedHuberLoss() {
    Mlp start = Mlp.random(11, 3, 8, 2);
    DqnBatch batch = randomBatch(16, 3);
    double squares = 0;
    for (int layer = 0; layer < 2; layer++) {
      squares += squaredGradient(start, layer, batch, true);
      squares += squaredGradient(start, layer, batch, false);
    }
    DqnOptions options = new DqnOptions(List.of(8), DISCOUNT, 1e-9, 1e-8, 1e6, 1_000);
    try (DoubleDqn dqn = new DoubleDqn(options, start)) {
      DqnUpdate update = dqn.update(batch);
      assertThat(update.loss()).isCloseTo(loss(start, start, batch), within(1e-4));
      assertThat(update.gradientNorm())
          .isCloseTo(Math.sqrt(squares), within(0.01 * Math.sqrt(squares)));
      // Hardly anything has moved; gradients that add up would double the norm.
      assertThat(dqn.update(batch).gradientNorm())
          .isCloseTo(update.gradientNorm(), within(1e-4 * update.gradientNorm()));
    }
  }

  @Test
  void update_sameSeed_sameParameters() {
    float[] input = {0.3f, -0.1f, 0.2f};
    DqnOptions options = new DqnOptions(List.of(8), DISCOUNT, 1e-3, 1e-8, 10, 4);
    float[][] outputs = new float[2][];
    for (int run = 0; run < 2; run++) {
      try (DoubleDqn dqn = new DoubleDqn(options, 3, 2, 5)) {
        for (int i = 0; i < 20; i++) {
          dqn.update(randomBatch(16, i));
        }
        outputs[run] = dqn.policy().forward(input);
      }
    }
    assertThat(outputs[0]).isEqualTo(outputs[1]);
  }

  @Test
  void update_batchOfOtherWidthOrAction_refused() {
    try (DoubleDqn dqn = new DoubleDqn(options(10), linear(1, 0, 2, 1))) {
      assertThatThrownBy(() -> dqn.update(randomBatch(4, 1)))
          .hasMessageContaining("observations must be [B, 1]");
      assertThatThrownBy(() -> dqn.update(one(1, 2, 0, 0, false))).hasMessageContaining("action=2");
      assertThat(dqn.updates()).isZero();
    }
  }

  private static DqnBatch randomBatch(int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    DqnBatch batch =
        new DqnBatch(
            new float[size * 3],
            new float[size * 3],
            new int[size],
            new float[size],
            new boolean[size],
            new float[size]);
    for (int i = 0; i < size * 3; i++) {
      batch.observations()[i] = (float) random.nextDouble(-1, 1);
      batch.newObservations()[i] = (float) random.nextDouble(-1, 1);
    }
    for (int i = 0; i < size; i++) {
      batch.actions()[i] = random.nextInt(2);
      batch.rewards()[i] = (float) random.nextDouble(-3, 3);
      batch.terminateds()[i] = random.nextInt(4) == 0;
      batch.weights()[i] = (float) random.nextDouble(0.1, 1);
    }
    return batch;
  }

  private static double squaredGradient(Mlp start, int layer, DqnBatch batch, boolean weight) {
    Mlp moved = Mlp.fromColumns(start.toColumns());
    Mlp.Layer part = moved.layers().get(layer);
    float[] values = weight ? part.weight() : part.bias();
    double squares = 0;
    float step = 1e-2f;
    for (int i = 0; i < values.length; i++) {
      float value = values[i];
      values[i] = value + step;
      double up = loss(moved, start, batch);
      values[i] = value - step;
      double down = loss(moved, start, batch);
      values[i] = value;
      double slope = (up - down) / (2 * step);
      squares += slope * slope;
    }
    return squares;
  }

  /** Loss with goals from the start's parameters, which are not differentiated. */
  private static double loss(Mlp network, Mlp start, DqnBatch batch) {
    double sum = 0;
    for (int i = 0; i < batch.size(); i++) {
      float[] next = start.forward(row(batch.newObservations(), i));
      double goal = batch.rewards()[i];
      goal += batch.terminateds()[i] ? 0 : DISCOUNT * Math.max(next[0], next[1]);
      double error =
          Math.abs(goal - network.forward(row(batch.observations(), i))[batch.actions()[i]]);
      sum += batch.weights()[i] * (error <= 1 ? 0.5 * error * error : error - 0.5);
    }
    return sum / batch.size();
  }

  private static float[] row(float[] values, int row) {
    return new float[] {values[3 * row], values[3 * row + 1], values[3 * row + 2]};
  }

  @Test
  void state_anotherThatGoesOnFromIt_makesTheSameUpdates() {
    DqnOptions options = new DqnOptions(List.of(8), DISCOUNT, 1e-2, 1e-8, 1, 5);
    SplittableRandom random = new SplittableRandom(3);
    try (DoubleDqn dqn = new DoubleDqn(options, 1, 2, 7)) {
      for (int i = 0; i < 13; i++) {
        dqn.update(random(random));
      }
      DqnState state = DqnState.of(dqn.state().toParameters("s", "l", Map.of("key", "value")));
      try (DoubleDqn other = new DoubleDqn(options, state)) {
        assertThat(other.updates()).isEqualTo(13);
        for (int i = 0; i < 13; i++) {
          DqnBatch batch = random(random);
          assertThat(other.update(batch).tdErrors()).isEqualTo(dqn.update(batch).tdErrors());
        }
        assertThat(other.policy().forward(new float[] {0.3f}))
            .isEqualTo(dqn.policy().forward(new float[] {0.3f}));
      }
    }
  }

  @Test
  void state_withoutAdamsSteps_isRefused() {
    try (DoubleDqn dqn = new DoubleDqn(options(1), linear(1, 0, 2, 1))) {
      Parameters parameters = dqn.state().toParameters("s", "l", Map.of());
      parameters.setMetadata(Map.of());
      assertThatThrownBy(() -> DqnState.of(parameters))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("adam_steps=null");
    }
  }

  private static DqnBatch random(SplittableRandom random) {
    return one(
        random.nextFloat(),
        random.nextInt(2),
        random.nextFloat(),
        random.nextFloat(),
        random.nextBoolean());
  }
}
