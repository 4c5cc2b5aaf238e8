package dev.cairn.replay.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cairn.replay.random.SplitMix64;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RankNormaliserTest {

  /** Windows as lists, ranks by counting. */
  private static final class Naive {
    private final int window;
    private List<Integer> previous = new ArrayList<>();
    private List<Integer> current = new ArrayList<>();

    Naive(int window) {
      this.window = window;
    }

    int importance(double score) {
      int bin = naiveBin(score);
      int held = previous.size() + current.size();
      long below =
          previous.stream().filter(b -> b < bin).count()
              + current.stream().filter(b -> b < bin).count();
      if (current.size() == window) {
        previous = current;
        current = new ArrayList<>();
      }
      current.add(bin);
      return held < 100 ? 0 : (int) (below * 65_535 / held);
    }

    private static int naiveBin(double score) {
      float value = (float) score;
      int bits = Float.floatToIntBits(Math.abs(value)) >> 15;
      return value < 0 ? -1 - bits : bits;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 257})
  void importance_randomScores_agreesWithCounting(int window) {
    SplitMix64 random = new SplitMix64(window);
    RankNormaliser normaliser = new RankNormaliser(window);
    Naive naive = new Naive(window);
    for (int step = 0; step < 100_000; step++) {
      double score =
          switch (random.nextInt(4)) {
            case 0 -> random.nextInt(3) - 1;
            case 1 -> random.nextGaussian();
            case 2 -> Math.pow(10, random.nextDouble(-30, 30)) * (random.nextBoolean() ? 1 : -1);
            default -> -0.0;
          };
      assertThat(normaliser.importance(score)).isEqualTo(naive.importance(score));
      assertThat(normaliser.held()).isLessThanOrEqualTo(2 * window);
    }
    assertThat(normaliser.held()).isGreaterThanOrEqualTo(window);
  }

  @Test
  void importance_sparseReward_zeroIsNotImportant() {
    // With an inclusive rank a reward of 0 would be at 0.99.
    RankNormaliser normaliser = new RankNormaliser(1_000);
    int last = 0;
    for (int i = 0; i < 5_000; i++) {
      int r = normaliser.importance(i % 100 == 99 ? 1 : 0);
      if (i % 100 == 99) {
        last = r;
      } else {
        assertThat(r).isZero();
      }
    }
    assertThat(last / 65_535.0).isBetween(0.985, 0.995);
  }

  @Test
  void importance_first100Scores_isZero() {
    RankNormaliser normaliser = new RankNormaliser(100);
    for (int i = 0; i < 100; i++) {
      assertThat(normaliser.importance(i)).isZero();
    }
    assertThat(normaliser.importance(1_000)).isEqualTo(65_535);
    // 101 held, 1,000 not below itself: 100 / 101 rounded down.
    assertThat(normaliser.importance(1_000)).isEqualTo(100 * 65_535 / 101);
  }

  @Test
  void importance_scoresOfTheSameBin_areTies() {
    RankNormaliser normaliser = new RankNormaliser(100);
    for (int i = 0; i < 100; i++) {
      normaliser.importance(1.0);
    }
    assertThat(normaliser.importance(1.0 + 1 / 512.0)).isZero();
    assertThat(normaliser.importance(1.0 + 1 / 256.0)).isPositive();
  }

  @Test
  void importance_oldScores_areForgotten() {
    RankNormaliser normaliser = new RankNormaliser(100);
    for (int i = 0; i < 200; i++) {
      normaliser.importance(1e6);
    }
    for (int i = 0; i < 201; i++) {
      normaliser.importance(i % 2);
    }
    assertThat(normaliser.importance(2)).isEqualTo(65_535);
  }

  @Test
  void importance_beyondFloat_isKeptInOrder() {
    RankNormaliser normaliser = new RankNormaliser(100);
    for (int i = 0; i < 100; i++) {
      normaliser.importance(1e38);
    }
    assertThat(normaliser.importance(1e300)).isEqualTo(65_535);
    assertThat(normaliser.importance(-1e300)).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void importance_notFinite_isRefusedAndNotCounted(double score) {
    RankNormaliser normaliser = new RankNormaliser(100);
    assertThatIllegalArgumentException().isThrownBy(() -> normaliser.importance(score));
    assertThat(normaliser.held()).isZero();
  }

  @Test
  void read_whatWasWritten_goesOnAlike() throws IOException {
    SplitMix64 random = new SplitMix64(31);
    RankNormaliser normaliser = new RankNormaliser(150);
    for (int i = 0; i < 400; i++) {
      normaliser.importance(random.nextGaussian());
    }
    RankNormaliser restored = new RankNormaliser(150);
    restored.importance(3);
    restored.read(new DataInputStream(new ByteArrayInputStream(bytes(normaliser))));
    assertThat(bytes(restored)).isEqualTo(bytes(normaliser));
    for (int i = 0; i < 1_000; i++) {
      double score = random.nextGaussian();
      assertThat(restored.importance(score)).isEqualTo(normaliser.importance(score));
    }
  }

  @Test
  void read_damagedOrForeign_isRefused() throws IOException {
    RankNormaliser normaliser = new RankNormaliser(100);
    for (int i = 0; i < 10; i++) {
      normaliser.importance(i);
    }
    byte[] good = bytes(normaliser);
    byte[] version = good.clone();
    version[1]++;
    byte[] bin = good.clone();
    bin[6] = 0x7f;
    byte[] fixed = bytes(new FixedNormaliser(0, 1));
    for (byte[] bad : List.of(version, bin, fixed, Arrays.copyOf(good, 20))) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(
              () ->
                  new RankNormaliser(100).read(new DataInputStream(new ByteArrayInputStream(bad))));
    }
  }

  private static byte[] bytes(Normaliser normaliser) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    normaliser.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  @Test
  void window_outOfRange_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RankNormaliser(99))
        .withMessageContaining("window=99");
    assertThatIllegalArgumentException().isThrownBy(() -> new RankNormaliser(1 << 30));
  }
}
