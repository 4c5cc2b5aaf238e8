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
import org.junit.jupiter.api.Test;

/** What every {@link Normaliser} must do. An implementation joins by a subclass. */
public abstract class NormaliserContract {

  private static final double[] SCORES = scores(2_000);

  /** One that has seen nothing; always of the same settings. */
  protected abstract Normaliser create();

  private static double[] scores(int n) {
    SplitMix64 random = new SplitMix64(5);
    double[] scores = new double[n];
    for (int i = 0; i < n; i++) {
      scores[i] = i % 3 == 0 ? random.nextInt(3) - 1 : random.nextGaussian();
    }
    return scores;
  }

  private Normaliser after(int n) {
    Normaliser normaliser = create();
    for (int i = 0; i < n; i++) {
      normaliser.importance(SCORES[i]);
    }
    return normaliser;
  }

  @Test
  void importance_anyScore_isWithinUnits() {
    Normaliser normaliser = create();
    for (double score : SCORES) {
      assertThat(normaliser.importance(score)).isBetween(0, Normaliser.UNITS);
    }
    for (double score : new double[] {0.0, -0.0, 1e-300, 1e300, -1e300, Double.MAX_VALUE}) {
      assertThat(normaliser.importance(score)).isBetween(0, Normaliser.UNITS);
    }
  }

  @Test
  void importance_higherScore_isNotLess() {
    for (int i = 0; i < 100; i++) {
      double low = Math.min(SCORES[i], SCORES[i + 1]);
      double high = Math.max(SCORES[i], SCORES[i + 1]);
      assertThat(after(500).importance(high))
          .as("%s above %s", high, low)
          .isGreaterThanOrEqualTo(after(500).importance(low));
    }
  }

  @Test
  void importance_sameScoresInTheSameOrder_isTheSame() {
    Normaliser a = create();
    Normaliser b = create();
    for (double score : SCORES) {
      assertThat(a.importance(score)).isEqualTo(b.importance(score));
    }
  }

  @Test
  void importance_notFinite_isRefusedAndChangesNothing() throws IOException {
    Normaliser normaliser = after(300);
    byte[] before = written(normaliser);
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1 / 0.0}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> normaliser.importance(bad))
          .withMessageContaining("score=" + bad);
    }
    assertThat(written(normaliser)).isEqualTo(before);
    assertThat(normaliser.importance(0.5)).isEqualTo(after(300).importance(0.5));
  }

  /** A memory hands over the scores of its items too. */
  @Test
  void read_whatWasWritten_goesOnAlike() throws IOException {
    Normaliser normaliser = after(700);
    Normaliser restored = create();
    restored.read(in(written(normaliser)));
    for (int i = 0; i < 700; i++) {
      restored.recall(SCORES[i]);
    }
    assertThat(written(restored)).isEqualTo(written(normaliser));
    for (int i = 700; i < SCORES.length; i++) {
      assertThat(restored.importance(SCORES[i])).isEqualTo(normaliser.importance(SCORES[i]));
      restored.forget(SCORES[i - 700]);
      normaliser.forget(SCORES[i - 700]);
    }
  }

  @Test
  void read_otherVersionOrNothing_isRefused() throws IOException {
    byte[] foreign = written(after(300));
    foreign[0] ^= 0x55;
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> create().read(in(foreign)));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> create().read(in(new byte[] {0})));
  }

  private static byte[] written(Normaliser normaliser) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    normaliser.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static DataInputStream in(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }
}
