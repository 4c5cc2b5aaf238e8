package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random operations, snapshots and crashes, against {@link ReferenceShard}. */
class ReplayShardModelTest {

  private static final int A_NIGHTLY_GAME = 200_000;

  /**
   * Divides the number of operations, for scripts/mutation, which plays these games a thousand
   * times.
   */
  private static final int SHORTER = Integer.getInteger("cairn.model.shorter", 1);

  @ParameterizedTest
  @EnumSource
  void operations_random_agreeWithTheReference(ModelCase each) {
    int operations = each.operations / SHORTER;
    ModelGame game = play(each, 20_261_121 + each.ordinal(), operations);
    assertThat(game.answers).isGreaterThan(operations / 50);
    assertThat(game.reference.applied).isGreaterThan(operations / 50);
    assertThat(game.crashes).isGreaterThanOrEqualTo(4 / SHORTER);
  }

  /** See scripts/nightly. */
  @Test
  @EnabledIfSystemProperty(named = "cairn.model.operations", matches = "[0-9]+")
  void operations_nightly_agreeWithTheReference() {
    long operations = Long.getLong("cairn.model.operations");
    long seed = Long.getLong("cairn.model.seed");
    long played = 0;
    for (long number = 0; played < operations; number++) {
      ModelCase each = ModelCase.values()[(int) (number % ModelCase.values().length)];
      int length = (int) Math.min(A_NIGHTLY_GAME, operations - played);
      play(each, 1_000_003 * seed + number, length);
      played += length;
      System.out.println(played + " of " + operations + " operations agree: " + each);
    }
  }

  private static ModelGame play(ModelCase each, long seed, int operations) {
    ModelGame game = new ModelGame(each.spec(), seed);
    for (int i = 0; i < operations; i++) {
      try {
        game.play();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("case=" + each + " seed=" + seed + " operation=" + i, e);
      }
    }
    game.compare();
    return game;
  }
}
