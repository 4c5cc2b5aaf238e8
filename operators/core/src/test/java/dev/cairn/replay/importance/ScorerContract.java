package dev.cairn.replay.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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

/**
 * What every {@link Scorer} must do, a user's own too. An implementation joins by a subclass.
 *
 * <p>The items have 1 to 5 steps, and one column of four elements a step, some of them NaN or
 * infinite. Of every second one the episode's return is known.
 */
public abstract class ScorerContract {

  /** Elements a step of the column, which is column 0. */
  protected static final int ELEMENTS = 4;

  private static final double[] VALUES = {0, 1e-6, 0.5, 1, 1e6};

  /** One that has seen nothing; always of the same settings. */
  protected abstract Scorer create() throws IOException;

  private static List<GivenItem> items(int n) {
    SplitMix64 random = new SplitMix64(6);
    List<GivenItem> items = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int steps = 1 + random.nextInt(5);
      double[] rewards = new double[steps];
      double[][] rows = new double[steps][ELEMENTS];
      for (int s = 0; s < steps; s++) {
        rewards[s] = i % 7 == 0 ? -3e38 : random.nextGaussian();
        Arrays.setAll(rows[s], element -> random.nextDouble());
      }
      if (i % 11 == 0) {
        rows[0][i % ELEMENTS] = i % 2 == 0 ? Double.NaN : Double.POSITIVE_INFINITY;
      }
      double value = i % 3 == 0 ? Double.NaN : random.nextDouble();
      double episodeReturn = i % 2 == 0 ? random.nextGaussian() : Double.NaN;
      items.add(new GivenItem(value, episodeReturn, rewards, rows));
    }
    return items;
  }

  @Test
  void atInsert_anyItem_isFiniteOrUnscored() throws IOException {
    Scorer scorer = create();
    for (GivenItem item : items(500)) {
      assertThat(Double.isInfinite(scorer.atInsert(item))).as(item.toString()).isFalse();
    }
  }

  @Test
  void atFeedback_rescoredOrNot_isFiniteOrNoChange() throws IOException {
    Scorer scorer = create();
    for (double value : VALUES) {
      double score = scorer.atFeedback(value);
      assertThat(Double.isFinite(score)).as("value=" + value).isEqualTo(scorer.isRescored());
      assertThat(Double.isInfinite(score)).as("value=" + value).isFalse();
    }
  }

  @Test
  void atFeedback_itemsSeenBetween_isAFunctionOfTheValueAlone() throws IOException {
    Scorer scorer = create();
    items(50).forEach(scorer::atInsert);
    for (double value : VALUES) {
      assertSame(scorer.atFeedback(value), create().atFeedback(value));
    }
  }

  @Test
  void atInsert_sameItemsInTheSameOrder_isTheSame() throws IOException {
    Scorer a = create();
    Scorer b = create();
    for (GivenItem item : items(500)) {
      assertSame(a.atInsert(item), b.atInsert(item));
    }
  }

  @Test
  void read_whatWasWritten_goesOnAlike() throws IOException {
    Scorer scorer = create();
    items(200).forEach(scorer::atInsert);
    Scorer restored = create();
    restored.read(in(written(scorer)));
    assertThat(written(restored)).isEqualTo(written(scorer));
    for (GivenItem item : items(300)) {
      assertSame(restored.atInsert(item), scorer.atInsert(item));
    }
  }

  @Test
  void read_otherVersionOrTruncated_isRefused() throws IOException {
    Scorer scorer = create();
    items(200).forEach(scorer::atInsert);
    byte[] state = written(scorer);
    if (state.length == 0) {
      return;
    }
    byte[] foreign = state.clone();
    foreign[0] ^= 0x55;
    byte[] half = Arrays.copyOf(state, state.length / 2);
    for (byte[] bad : List.of(foreign, half)) {
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> create().read(in(bad)));
    }
  }

  private static void assertSame(double actual, double expected) {
    assertThat(Double.doubleToLongBits(actual)).isEqualTo(Double.doubleToLongBits(expected));
  }

  private static byte[] written(Scorer scorer) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    scorer.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static DataInputStream in(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }
}
