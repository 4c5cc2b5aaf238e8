package dev.cairn.replay;

import dev.cairn.replay.importance.Aggregate;
import dev.cairn.replay.importance.ColumnScorer;
import dev.cairn.replay.importance.DensityScorer;
import dev.cairn.replay.importance.EpisodeReturnScorer;
import dev.cairn.replay.importance.RewardScorer;
import dev.cairn.replay.importance.Scorer;
import dev.cairn.replay.importance.TdErrorScorer;
import dev.cairn.replay.importance.UncertaintyScorer;
import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Which scorer a table uses, and with which settings. */
public sealed interface ScorerSpec extends Serializable {

  /**
   * A scorer that has seen nothing yet.
   *
   * @throws IllegalArgumentException when the table has no such column, or one that does not fit
   */
  Scorer scorer(Signature signature);

  /**
   * {@link RewardScorer}.
   *
   * @param absolute take abs
   * @param aggregate over the steps of an item
   * @param gamma in [0, 1], for {@code RETURN}
   */
  record Reward(boolean absolute, Aggregate aggregate, double gamma) implements ScorerSpec {

    /** The reward, summed over an item's steps. */
    public Reward() {
      this(false, Aggregate.SUM, 1);
    }

    public Reward {
      requireGamma(gamma);
    }

    @Override
    public Scorer scorer(Signature signature) {
      signature.indexOf("rewards");
      return new RewardScorer(absolute, aggregate, gamma);
    }
  }

  /** {@link EpisodeReturnScorer}. */
  record EpisodeReturn() implements ScorerSpec {

    @Override
    public Scorer scorer(Signature signature) {
      signature.indexOf("rewards");
      return new EpisodeReturnScorer();
    }
  }

  /** {@link TdErrorScorer}. */
  record TdError() implements ScorerSpec {

    @Override
    public Scorer scorer(Signature signature) {
      return new TdErrorScorer();
    }
  }

  /**
   * {@link ColumnScorer}.
   *
   * @param column name of a scalar column
   * @param aggregate over the steps of an item
   * @param gamma in [0, 1], for {@code RETURN}
   */
  record Column(String column, Aggregate aggregate, double gamma) implements ScorerSpec {

    public Column {
      requireGamma(gamma);
    }

    @Override
    public Scorer scorer(Signature signature) {
      int index = readable(signature, column);
      int elements = signature.columns().get(index).elements();
      if (elements != 1) {
        throw new IllegalArgumentException(
            "a scorer's column must be scalar: column=" + column + " elements=" + elements);
      }
      return new ColumnScorer(index, aggregate, gamma);
    }
  }

  /**
   * {@link UncertaintyScorer}.
   *
   * @param column name of a column of distributions
   * @param logits it holds logits; else probabilities
   */
  record Uncertainty(String column, boolean logits) implements ScorerSpec {

    @Override
    public Scorer scorer(Signature signature) {
      int index = readable(signature, column);
      int elements = signature.columns().get(index).elements();
      if (elements < 2) {
        throw new IllegalArgumentException(
            "uncertainty needs a column of at least 2 elements: column="
                + column
                + " elements="
                + elements);
      }
      return new UncertaintyScorer(index, elements, logits);
    }
  }

  /**
   * {@link DensityScorer}.
   *
   * @param column name of the column that is hashed
   * @param bits of the hash, in [1, 20]
   * @param halfLife items after which a count is worth half, at least 1
   * @param rare rare is important; else common is
   */
  record Density(String column, int bits, double halfLife, boolean rare) implements ScorerSpec {

    @Override
    public Scorer scorer(Signature signature) {
      int index = readable(signature, column);
      return new DensityScorer(
          index, signature.columns().get(index).elements(), bits, halfLife, rare);
    }
  }

  /**
   * A scorer of a user's own, see {@link Scorer}.
   *
   * @param className its class, which must be on the job's class path
   * @param settings handed to its constructor, sorted by name
   */
  record Custom(String className, Map<String, String> settings) implements ScorerSpec {

    public Custom {
      settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    }

    @Override
    public Scorer scorer(Signature signature) {
      return UserClass.create(Scorer.class, className, signature, settings);
    }
  }

  private static int readable(Signature signature, String column) {
    int index = signature.indexOf(column);
    if (signature.columns().get(index).compressed()) {
      throw new IllegalArgumentException(
          "a scorer cannot read a compressed column, which is not opened on its way to the readers;"
              + " let it read another, or leave encoding: zstd out: column="
              + column);
    }
    return index;
  }

  private static void requireGamma(double gamma) {
    if (!(gamma >= 0 && gamma <= 1)) {
      throw new IllegalArgumentException("gamma must be in [0, 1]: gamma=" + gamma);
    }
  }
}
