package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

/** Clocks that jump, stand still or go back change nothing of what is held, drawn and evicted. */
class ClockTest extends OneShard {

  private static final long HOUR = 3_600_000;
  private static final int ROUNDS = 100;

  @Test
  void story_underAnyClock_isTheSame() {
    List<String> straight = story(round -> NOW + 100L * round);

    assertThat(straight).hasSize(2 * ROUNDS);
    assertThat(story(round -> NOW)).as("frozen").isEqualTo(straight);
    assertThat(story(round -> NOW + 100L * round + (round % 3 - 1) * HOUR))
        .as("an hour forth and back")
        .isEqualTo(straight);
    assertThat(story(round -> NOW - 100L * round)).as("backwards").isEqualTo(straight);
  }

  /** Inserts more than fits, draws, gives feedback; says what was drawn and what became of it. */
  private static List<String> story(IntToLongFunction clock) {
    ReplayShard.Blocks blocks =
        new ReplayShard.Blocks(new MapBlockStore(), new MapBlockStore(), new MapBlockStore());
    TableSpec table =
        Tables.table(300, Tables.THREE_TIERS, Tables.BY_TD_ERROR, Tables.PROPORTIONAL);
    ReplayShard shard = ReplayShard.create(table, 0, 42, blocks, NOW);
    List<String> seen = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      long now = clock.applyAsLong(round);
      shard.insert(Runs.of(100L * round, 10, k -> 0, k -> Double.NaN), now);
      shard.request(new SampleRequest("a", round, 8, 1, 0, now + 1_000, false), now);
      DrawnBatch batch = shard.poll(now);
      if (batch == null) {
        throw new AssertionError("no answer: round=" + round);
      }
      seen.add(Arrays.toString(batch.ids()) + Arrays.toString(batch.probabilities()));
      for (int i = 0; i < batch.ids().length; i++) {
        shard.update(
            new PriorityUpdates(
                batch.attempt(),
                batch.sequence(),
                new int[] {batch.slots()[i]},
                new long[] {batch.ids()[i]},
                new float[] {(round * 7 + i) % 11},
                -1,
                now),
            now);
      }
      ShardStats stats = shard.publish(now, true);
      seen.add(stats.items() + " " + stats.updates());
    }
    return seen;
  }
}
