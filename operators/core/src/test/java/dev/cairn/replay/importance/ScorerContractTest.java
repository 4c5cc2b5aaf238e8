package dev.cairn.replay.importance;

import org.junit.jupiter.api.Nested;

/** Every scorer keeps the contract. */
class ScorerContractTest {

  @Nested
  class RewardTest extends ScorerContract {
    @Override
    protected Scorer create() {
      return new RewardScorer(false, Aggregate.SUM, 1);
    }
  }

  @Nested
  class AbsoluteRewardTest extends ScorerContract {
    @Override
    protected Scorer create() {
      return new RewardScorer(true, Aggregate.MAXIMUM, 1);
    }
  }

  @Nested
  class DiscountedRewardTest extends ScorerContract {
    @Override
    protected Scorer create() {
      return new RewardScorer(false, Aggregate.RETURN, 0.9);
    }
  }

  @Nested
  class EpisodeReturnTest extends ScorerContract {
    @Override
    protected Scorer create() {
      return new EpisodeReturnScorer();
    }
  }

  @Nested
  class TdErrorTest extends ScorerContract {
    @Override
    protected Scorer create() {
      return new TdErrorScorer();
    }
  }

  @Nested
  class ColumnTest extends ScorerContract {
    @Override
    protected Scorer create() {
      return new ColumnScorer(0, Aggregate.MAXIMUM, 1);
    }
  }

  @Nested
  class ProbabilitiesTest extends ScorerContract {
    @Override
    protected Scorer create() {
      return new UncertaintyScorer(0, ELEMENTS, false);
    }
  }

  @Nested
  class LogitsTest extends ScorerContract {
    @Override
    protected Scorer create() {
      return new UncertaintyScorer(0, ELEMENTS, true);
    }
  }

  @Nested
  class DensityTest extends ScorerContract {
    @Override
    protected Scorer create() {
      return new DensityScorer(0, ELEMENTS, 10, 100, true);
    }
  }

  @Nested
  class CommonDensityTest extends ScorerContract {
    @Override
    protected Scorer create() {
      return new DensityScorer(0, ELEMENTS, 10, 100, false);
    }
  }
}
