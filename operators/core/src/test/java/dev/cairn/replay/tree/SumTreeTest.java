package dev.cairn.replay.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.replay.random.SplitMix64;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SumTreeTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 15, 16, 17, 64, 65, 256, 300})
  void operations_random_agreeWithLinearScan(int leaves) {
    SplitMix64 random = new SplitMix64(leaves);
    SumTree tree = new SumTree();
    double[] model = new double[leaves];
    for (int step = 0; step < 100_000 / 8; step++) {
      int leaf = random.nextInt(leaves);
      double weight = random.nextInt(4) == 0 ? 0 : Math.pow(10, random.nextDouble(-6, 6));
      tree.set(leaf, weight);
      model[leaf] = weight;
      check(tree, model, random);
    }
  }

  @Test
  void operations_manyLeaves_agreeWithLinearScan() {
    SplitMix64 random = new SplitMix64(7);
    SumTree tree = new SumTree();
    double[] model = new double[70_000];
    for (int step = 0; step < 100_000; step++) {
      int leaf = Math.min(model.length - 1, random.nextInt(1 + step));
      double weight = random.nextInt(4) == 0 ? 0 : random.nextDouble();
      tree.set(leaf, weight);
      model[leaf] = weight;
      if (step % 1_000 == 0) {
        check(tree, model, random);
      }
    }
    check(tree, model, random);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 15, 16, 17, 300, 5_000})
  void setAndFind_many_asOneAfterTheOther(int leaves) {
    SplitMix64 random = new SplitMix64(leaves);
    SumTree together = new SumTree();
    SumTree alone = new SumTree();
    for (int leaf = 0; leaf < leaves; leaf++) {
      together.set(leaf, 1);
      alone.set(leaf, 1);
    }
    for (int step = 0; step < 300; step++) {
      int n = random.nextInt(40);
      int[] which = new int[n + 3];
      double[] weights = new double[n + 3];
      for (int i = 0; i < n; i++) {
        // Often the neighbour of the one before, often the same again.
        which[i] =
            i > 0 && random.nextBoolean()
                ? Math.min(leaves - 1, which[i - 1] + random.nextInt(2))
                : random.nextInt(leaves);
        weights[i] = random.nextInt(4) == 0 ? 0 : Math.pow(10, random.nextDouble(-6, 6));
        alone.set(which[i], weights[i]);
      }
      together.set(which, weights, n);
      assertThat(together.sum()).isEqualTo(alone.sum());
      assertThat(together.minPositive()).isEqualTo(alone.minPositive());
      if (alone.sum() > 0) {
        checkFound(together, alone, random);
      }
    }
  }

  private static void checkFound(SumTree together, SumTree alone, SplitMix64 random) {
    double[] masses = random.doubles(50, 0, 1.01 * alone.sum()).toArray();
    int[] wanted = Arrays.stream(masses).mapToInt(alone::find).toArray();
    int[] found = new int[masses.length];
    together.find(masses, masses.length, found);
    assertThat(found).isEqualTo(wanted);
  }

  @Test
  void setMany_badWeightOrLeaf_changesNothing() {
    SumTree tree = new SumTree();
    tree.set(3, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tree.set(new int[] {3, 3}, new double[] {2, Double.NaN}, 2))
        .withMessageContaining("weight=NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tree.set(new int[] {3, 9_000}, new double[] {2, 2}, 2))
        .withMessageContaining("leaf=9000");
    assertThat(tree.get(3)).isEqualTo(1.0);
    assertThat(tree.sum()).isEqualTo(1.0);
  }

  private static void check(SumTree tree, double[] model, SplitMix64 random) {
    double sum = 0;
    double min = Double.POSITIVE_INFINITY;
    for (double weight : model) {
      sum += weight;
      min = weight > 0 ? Math.min(min, weight) : min;
    }
    assertThat(tree.sum()).isCloseTo(sum, within(1e-12 * sum));
    assertThat(tree.minPositive()).isEqualTo(sum == 0 ? 0 : min);
    if (sum == 0) {
      return;
    }
    double mass = random.nextDouble() * sum;
    int found = tree.find(mass);
    assertThat(tree.get(found)).isEqualTo(model[found]).isPositive();
    double before = 0;
    for (int i = 0; i < found; i++) {
      before += model[i];
    }
    double slack = 1e-12 * sum;
    assertThat(mass).isBetween(before - slack, before + model[found] + slack);
  }

  @Test
  void sum_afterManyUpdates_doesNotDrift() {
    SplitMix64 random = new SplitMix64(3);
    SumTree tree = new SumTree();
    for (int step = 0; step < 100_000; step++) {
      tree.set(random.nextInt(1_000), Math.pow(10, random.nextDouble(-12, 12)));
    }
    for (int leaf = 0; leaf < 1_000; leaf++) {
      tree.set(leaf, 0);
    }
    assertThat(tree.sum()).isEqualTo(0.0);
    assertThat(tree.minPositive()).isEqualTo(0.0);
  }

  @Test
  void find_massAtOrPastTheSum_givesLastPositiveLeaf() {
    SumTree tree = new SumTree();
    for (int leaf = 0; leaf < 100; leaf++) {
      tree.set(leaf, 0.1);
    }
    for (int leaf = 40; leaf < 100; leaf++) {
      tree.set(leaf, 0);
    }
    assertThat(tree.find(tree.sum())).isEqualTo(39);
    assertThat(tree.find(Math.nextDown(tree.sum()))).isEqualTo(39);
    assertThat(tree.find(Double.MAX_VALUE)).isEqualTo(39);
    assertThat(tree.find(0)).isZero();
  }

  @Test
  void find_massOfEachOfManyLeaves_isThatLeaf() {
    SumTree tree = new SumTree();
    for (int leaf = 0; leaf < 200_000; leaf++) {
      tree.set(leaf, 1);
    }
    for (int leaf = 0; leaf < 200_000; leaf++) {
      assertThat(tree.find(leaf + 0.5)).isEqualTo(leaf);
    }
  }

  @Test
  void find_negativeZero_isZero() {
    SumTree tree = new SumTree();
    tree.set(5, 1);
    int[] found = new int[1];
    tree.find(new double[] {-0.0}, 1, found);
    assertThat(found[0]).isEqualTo(5);
    assertThat(tree.find(-0.0)).isEqualTo(5);
  }

  @Test
  void find_lastElementTiny_isReached() {
    SumTree tree = new SumTree();
    tree.set(0, 1);
    tree.set(17, 1e-12);
    assertThat(tree.find(Math.nextDown(tree.sum()))).isEqualTo(17);
    assertThat(tree.find(1.0)).isEqualTo(17);
    assertThat(tree.find(Math.nextDown(1.0))).isZero();
  }

  @Test
  void find_zeroLeavesBetween_areNeverFound() {
    SplitMix64 random = new SplitMix64(11);
    SumTree tree = new SumTree();
    // As float32 these sums could not tell the small ones from nothing.
    for (int leaf = 0; leaf < 5_000; leaf++) {
      tree.set(leaf, leaf % 3 == 0 ? 0 : leaf % 3 == 1 ? 1e8 : 1e-8);
    }
    for (int i = 0; i < 50_000; i++) {
      assertThat(tree.find(random.nextDouble() * tree.sum()) % 3).isNotZero();
    }
    // The exact boundaries between leaves.
    double mass = 0;
    for (int leaf = 0; leaf < 5_000; leaf++) {
      assertThat(tree.find(mass) % 3).isNotZero();
      mass += tree.get(leaf);
    }
  }

  @Test
  void set_leafFarBeyondTheFirstPage_leavesBetweenAreThere() {
    SumTree tree = new SumTree();
    tree.set(10, 1);
    tree.set(9_000, 3);
    assertThat(tree.get(4_000)).isEqualTo(0.0);
    tree.set(4_000, 2);
    assertThat(tree.sum()).isEqualTo(6.0);
    assertThat(tree.find(0.5)).isEqualTo(10);
    assertThat(tree.find(1)).isEqualTo(4_000);
    assertThat(tree.find(3)).isEqualTo(9_000);
  }

  @Test
  void get_leafNeverSet_isZeroWhereverItLies() {
    for (int set : new int[] {0, 10, 63, 4_095, 4_096, 9_000}) {
      SumTree tree = new SumTree();
      tree.set(set, 1);
      for (int leaf = 0; leaf < 20_000; leaf++) {
        assertThat(tree.get(leaf)).as("set=%s leaf=%s", set, leaf).isEqualTo(leaf == set ? 1.0 : 0);
      }
      assertThat(tree.get(Integer.MAX_VALUE)).isEqualTo(0.0);
    }
  }

  @Test
  void minPositive_unfilledLeaves_areIgnored() {
    SumTree tree = new SumTree();
    assertThat(tree.minPositive()).isEqualTo(0.0);
    tree.set(5_000, 3);
    tree.set(2, 8);
    assertThat(tree.minPositive()).isEqualTo(3.0);
    tree.set(5_000, 9);
    assertThat(tree.minPositive()).isEqualTo(8.0);
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        Double.NaN,
        -1e-300,
        -1,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        1e300
      })
  void set_badWeight_isRefusedAndChangesNothing(double weight) {
    SumTree tree = new SumTree();
    tree.set(0, 2);
    tree.set(1, 3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tree.set(1, weight))
        .withMessageContaining("weight=" + weight);
    assertThat(tree.sum()).isEqualTo(5.0);
    assertThat(tree.get(1)).isEqualTo(3.0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, -1, Double.POSITIVE_INFINITY, 0x1.1p960})
  void setAll_badWeight_isRefused(double weight) {
    SumTree tree = new SumTree();
    tree.set(0, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tree.setAll(1, leaf -> weight))
        .withMessageContaining("weight=" + weight);
  }

  @Test
  void setAll_smallestAndLargestWeightsOfAFullPage_areTaken() {
    SumTree tree = new SumTree();
    for (int leaf = 0; leaf < 64; leaf++) {
      tree.set(leaf, 1);
    }
    tree.setAll(64, leaf -> leaf == 0 ? SumTree.MAX_WEIGHT : 0);
    assertThat(tree.sum()).isEqualTo(SumTree.MAX_WEIGHT);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tree.setAll(65, leaf -> 1))
        .withMessageContaining("leaf=64");
  }

  @Test
  void set_negativeZero_isZero() {
    SumTree tree = new SumTree();
    tree.set(0, 1);
    tree.set(0, -0.0);
    assertThat(Double.doubleToRawLongBits(tree.get(0))).isZero();
  }

  @Test
  void set_extremeWeights_keepTheSumFinite() {
    SumTree tree = new SumTree();
    for (int leaf = 0; leaf < 10_000; leaf++) {
      tree.set(leaf, SumTree.MAX_WEIGHT);
    }
    assertThat(tree.sum()).isFinite();
    tree.set(3, Double.MIN_VALUE);
    assertThat(tree.minPositive()).isEqualTo(Double.MIN_VALUE);
  }

  @Test
  void find_nothingPositiveOrBadMass_isRefused() {
    SumTree tree = new SumTree();
    assertThatIllegalStateException().isThrownBy(() -> tree.find(0)).withMessageContaining("sum=0");
    tree.set(0, 1);
    assertThatIllegalArgumentException().isThrownBy(() -> tree.find(Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> tree.find(-0.1));
    assertThatIllegalArgumentException().isThrownBy(() -> tree.set(-1, 1));
  }
}
