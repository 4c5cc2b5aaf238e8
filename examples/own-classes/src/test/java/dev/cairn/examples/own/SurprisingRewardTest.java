package dev.cairn.examples.own;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cairn.replay.ColumnSpec;
import dev.cairn.replay.DType;
import dev.cairn.replay.Signature;
import dev.cairn.replay.importance.Scorer;
import dev.cairn.replay.importance.ScorerContract;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SurprisingRewardTest extends ScorerContract {

  private static final Signature REWARDS =
      new Signature(List.of(new ColumnSpec("rewards", DType.FLOAT32, List.of(), false)));

  @Override
  protected Scorer create() {
    return new SurprisingReward(REWARDS, Map.of("half_life", "100"));
  }

  @Test
  void create_halfLifeBelowOne_isRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SurprisingReward(REWARDS, Map.of("half_life", "0.5")))
        .withMessageContaining("half_life=0.5");
  }
}
