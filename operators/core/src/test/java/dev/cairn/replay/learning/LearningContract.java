package dev.cairn.replay.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.replay.SamplerSpec;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What learning from any implementation of the memory must come to. */
abstract class LearningContract {

  /** Where the items of reward 0 and of positive reward go. */
  enum Tiers {
    /** One tier. */
    ONE,
    /** Positive rewards in tier 0 with half of the draws, the others in tier 1. */
    BY_REWARD
  }

  /** An empty memory of one shard. */
  abstract LearningMemory memory(SamplerSpec sampler, Tiers tiers, long seed);

  private static SamplerSpec sampler(double alpha, double epsilon, boolean stratified, double mix) {
    return new SamplerSpec(
        SamplerSpec.Kind.PROPORTIONAL, stratified, SamplerSpec.Takes.TD_ERROR, alpha, epsilon, mix);
  }

  // Terminal rewards 0 (90 %) and 10 (10 %), true value 1. With k = alpha (1 - beta) the
  // stationary value solves Q / (10 - Q) = (1/9)^(1 / (1 + k)).
  @ParameterizedTest
  @CsvSource({
    "1.0, 0.0, ONE, true, 0, 2.500",
    "0.6, 0.4, ONE, true, 0, 1.658",
    "0.6, 0.4, ONE, false, 0, 1.658",
    "0.6, 1.0, ONE, true, 0, 1.000",
    "0.6, 1.0, ONE, true, 0.2, 1.000",
    "0.6, 1.0, BY_REWARD, true, 0, 1.000",
    "0.6, 1.0, BY_REWARD, false, 0.2, 1.000"
  })
  void weights_oneState_valueSettlesAtTheFixedPoint(
      double alpha, double beta, Tiers tiers, boolean stratified, double mix, double expected) {
    LearningMemory memory = memory(sampler(alpha, 1e-6, stratified, mix), tiers, 5);
    for (int i = 0; i < 1_000; i++) {
      memory.insert(i % 10 == 0 ? 10 : 0);
    }
    assertThat(fixedPoint(memory, beta)).isCloseTo(expected, within(0.02 * expected));
  }

  private static double fixedPoint(LearningMemory memory, double beta) {
    int batches = 20_000;
    double[] errors = new double[32];
    // Not 0: the first items of reward 0 would get a TD error of exactly 0, so a weight of
    // epsilon^alpha, and hardly ever be drawn again; the value then settles 2 % too high.
    double q = 5;
    double sum = 0;
    for (int b = 0; b < batches; b++) {
      LearningMemory.Batch batch = memory.draw(32);
      double step = 0;
      for (int k = 0; k < 32; k++) {
        errors[k] = (batch.items()[k] % 10 == 0 ? 10 : 0) - q;
        step += Math.pow(batch.drawable() * batch.probabilities()[k], -beta) * errors[k];
      }
      q += 0.01 * step / 32;
      memory.update(batch, errors);
      sum += b >= batches / 4 ? q : 0;
    }
    return sum / (batches - batches / 4);
  }

  @Test
  void weights_dividedByTheTablesLargest_areAtMostOne() {
    LearningMemory memory = memory(sampler(0.6, 1e-6, true, 0), Tiers.ONE, 6);
    for (int i = 0; i < 1_000; i++) {
      memory.insert(i % 10 == 0 ? 10 : 0);
    }
    double[] errors = new double[32];
    double largest = 0;
    for (int b = 0; b < 2_000; b++) {
      LearningMemory.Batch batch = memory.draw(32);
      for (int k = 0; k < 32; k++) {
        errors[k] = (batch.items()[k] % 10 == 0 ? 10 : 0) - 1 + batch.items()[k] % 7 * 0.1;
        largest = Math.max(largest, batch.minProbability() / batch.probabilities()[k]);
      }
      memory.update(batch, errors);
    }
    assertThat(largest).isBetween(0.9, 1 + 1e-9);
  }

  // Reference: median 10,487 of single-transition updates, 90 % of runs in [9,727, 11,476]; for
  // n = 8 1,115 in [974, 1,281]. Uniform sampling needs 114,965 and 6,715.
  @ParameterizedTest
  @CsvSource({"12, 11, 9727, 11476", "8, 21, 974, 1281"})
  void blindCliffwalk_proportional_takesAsManyUpdatesAsTheReference(
      int states, int seeds, int low, int high) {
    int[] updates = new int[seeds];
    for (int seed = 0; seed < seeds; seed++) {
      LearningMemory memory = memory(sampler(0.6, 1e-6, true, 0), Tiers.ONE, 100 + seed);
      updates[seed] = new BlindCliffwalk(states, seed).updatesToLearn(memory, 1, 1_000 + seed);
    }
    Arrays.sort(updates);
    assertThat(updates[seeds / 2]).as(Arrays.toString(updates)).isBetween(low, high);
  }
}
