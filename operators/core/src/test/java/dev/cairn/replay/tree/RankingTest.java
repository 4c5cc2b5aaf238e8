package dev.cairn.replay.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cairn.replay.random.SplitMix64;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RankingTest {

  private record Entry(long key, long order, int thing) {}

  private static final Comparator<Entry> ORDER =
      Comparator.comparingLong(Entry::key).thenComparingLong(Entry::order);

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 1_000_000})
  void operations_random_agreeWithASortedList(int keys) {
    SplitMix64 random = new SplitMix64(keys);
    Ranking ranking = new Ranking();
    List<Entry> model = new ArrayList<>();
    for (int step = 0; step < 30_000; step++) {
      if (model.size() < 200 && random.nextInt(5) < 3 || model.isEmpty()) {
        Entry entry = new Entry(random.nextInt(keys) - keys / 2, step, random.nextInt());
        ranking.add(entry.key(), entry.order(), entry.thing());
        model.add(entry);
        model.sort(ORDER);
      } else {
        Entry entry = model.remove(random.nextInt(model.size()));
        ranking.remove(entry.key(), entry.order());
      }
      assertThat(ranking.size()).isEqualTo(model.size());
      for (int rank = 0; rank < model.size(); rank += 1 + random.nextInt(20)) {
        Entry entry = model.get(rank);
        assertThat(ranking.select(rank)).isEqualTo(entry.thing());
        assertThat(ranking.rank(entry.key(), entry.order())).isEqualTo(rank);
      }
    }
  }

  @Test
  void add_aMillionInOrder_staysShallow() {
    Ranking ranking = new Ranking();
    for (int i = 0; i < 1_000_000; i++) {
      ranking.add(7, i, i);
    }
    // A list instead of a tree would overflow the stack here.
    for (int i = 999_999; i >= 0; i -= 3) {
      assertThat(ranking.select(i)).isEqualTo(i);
      ranking.remove(7, i);
    }
    assertThat(ranking.size()).isEqualTo(666_666);
  }

  @Test
  void remove_notHeld_isRefusedAndChangesNothing() {
    Ranking ranking = new Ranking();
    ranking.add(1, 1, 5);
    assertThatIllegalArgumentException().isThrownBy(() -> ranking.remove(1, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> ranking.remove(2, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> ranking.select(1));
    assertThat(ranking.size()).isEqualTo(1);
    assertThat(ranking.select(0)).isEqualTo(5);
  }
}
