package dev.cairn.replay.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cairn.replay.random.SplitMix64;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MinTreeTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 16, 17, 100, 300})
  void operations_random_agreeWithLinearScan(int leaves) {
    SplitMix64 random = new SplitMix64(leaves);
    MinTree tree = new MinTree();
    long[] model = new long[leaves];
    Arrays.fill(model, MinTree.NONE);
    for (int step = 0; step < 20_000; step++) {
      int leaf = random.nextInt(leaves);
      if (random.nextInt(3) == 0) {
        tree.clear(leaf);
        model[leaf] = MinTree.NONE;
      } else {
        // Few different keys, so that ties are common.
        long key = random.nextInt(2) == 0 ? random.nextInt(20) - 10 : random.nextLong() >> 1;
        tree.set(leaf, key);
        model[leaf] = key;
      }
      assertThat(tree.argMin()).isEqualTo(argMin(model));
      assertThat(tree.get(leaf)).isEqualTo(model[leaf]);
    }
  }

  @Test
  void argMin_growingOverPages_agreesWithLinearScan() {
    SplitMix64 random = new SplitMix64(5);
    MinTree tree = new MinTree();
    long[] model = new long[70_000];
    Arrays.fill(model, MinTree.NONE);
    for (int step = 0; step < 100_000; step++) {
      int leaf = Math.min(model.length - 1, random.nextInt(1 + step));
      model[leaf] = random.nextLong() >> 1;
      tree.set(leaf, model[leaf]);
      int victim = tree.argMin();
      if (step % 2 == 0) {
        tree.clear(victim);
        model[victim] = MinTree.NONE;
      }
      if (step % 1_000 == 0) {
        assertThat(tree.argMin()).isEqualTo(argMin(model));
      }
    }
  }

  @Test
  void set_leafFarBeyondTheFirstPage_leavesBetweenAreThere() {
    MinTree tree = new MinTree();
    tree.set(10, 3);
    tree.set(9_000, 2);
    assertThat(tree.get(4_000)).isEqualTo(MinTree.NONE);
    tree.set(4_000, 1);
    assertThat(tree.argMin()).isEqualTo(4_000);
    tree.clear(4_000);
    assertThat(tree.argMin()).isEqualTo(9_000);
  }

  private static int argMin(long[] keys) {
    int best = -1;
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] != MinTree.NONE && (best < 0 || keys[i] < keys[best])) {
        best = i;
      }
    }
    return best;
  }

  @Test
  void argMin_noKeys_isMinusOne() {
    MinTree tree = new MinTree();
    assertThat(tree.argMin()).isEqualTo(-1);
    tree.set(40, Long.MIN_VALUE);
    assertThat(tree.argMin()).isEqualTo(40);
    tree.clear(40);
    tree.clear(100_000);
    assertThat(tree.argMin()).isEqualTo(-1);
    assertThat(tree.min()).isEqualTo(MinTree.NONE);
  }

  @Test
  void set_reservedKeyOrNegativeLeaf_isRefused() {
    MinTree tree = new MinTree();
    assertThatIllegalArgumentException().isThrownBy(() -> tree.set(0, MinTree.NONE));
    assertThatIllegalArgumentException().isThrownBy(() -> tree.set(-1, 3));
  }
}
