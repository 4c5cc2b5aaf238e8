package dev.cairn.replay.importance;

import org.junit.jupiter.api.Nested;

/** Every normaliser keeps the contract. */
class NormaliserContractTest {

  @Nested
  class FixedTest extends NormaliserContract {
    @Override
    protected Normaliser create() {
      return new FixedNormaliser(-2, 2);
    }
  }

  @Nested
  class RankTest extends NormaliserContract {
    @Override
    protected Normaliser create() {
      return new RankNormaliser(150);
    }
  }

  @Nested
  class LiveRankTest extends NormaliserContract {
    @Override
    protected Normaliser create() {
      return new LiveRankNormaliser();
    }
  }

  @Nested
  class MinMaxTest extends NormaliserContract {
    @Override
    protected Normaliser create() {
      return new MinMaxNormaliser();
    }
  }
}
