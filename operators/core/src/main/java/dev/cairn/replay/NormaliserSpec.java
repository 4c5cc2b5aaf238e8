package dev.cairn.replay;

import dev.cairn.replay.importance.FixedNormaliser;
import dev.cairn.replay.importance.LiveRankNormaliser;
import dev.cairn.replay.importance.MinMaxNormaliser;
import dev.cairn.replay.importance.Normaliser;
import dev.cairn.replay.importance.RankNormaliser;
import java.io.Serializable;

/** How a score becomes importance. */
public sealed interface NormaliserSpec extends Serializable {

  /** A normaliser that has seen nothing yet. */
  Normaliser normaliser();

  /**
   * {@link RankNormaliser}, among recent scores.
   *
   * @param window M: between M and 2M scores are compared with; in [100, 2^30)
   */
  record Rank(int window) implements NormaliserSpec {

    public Rank {
      new RankNormaliser(window);
    }

    @Override
    public Normaliser normaliser() {
      return new RankNormaliser(window);
    }
  }

  /** {@link LiveRankNormaliser}, among the items held; for scores that feedback changes. */
  record LiveRank() implements NormaliserSpec {

    @Override
    public Normaliser normaliser() {
      return new LiveRankNormaliser();
    }
  }

  /** {@link MinMaxNormaliser}, between the extremes seen. */
  record MinMax() implements NormaliserSpec {

    @Override
    public Normaliser normaliser() {
      return new MinMaxNormaliser();
    }
  }

  /**
   * {@link FixedNormaliser}, between two given scores.
   *
   * @param low score of importance 0
   * @param high score of importance 1, above {@code low}
   */
  record Fixed(double low, double high) implements NormaliserSpec {

    public Fixed {
      new FixedNormaliser(low, high);
    }

    @Override
    public Normaliser normaliser() {
      return new FixedNormaliser(low, high);
    }
  }
}
