package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class NumberSetTest {

  @Test
  void operations_random_agreeWithATreeSet() {
    SplittableRandom random = new SplittableRandom(7);
    NumberSet numbers = new NumberSet();
    TreeSet<Integer> expected = new TreeSet<>();
    for (int i = 0; i < 100_000; i++) {
      int number = random.nextInt(random.nextInt(4) == 0 ? 20_000 : 300);
      if (random.nextInt(5) < 3) {
        assertThat(numbers.add(number)).isEqualTo(expected.add(number));
      } else {
        assertThat(numbers.remove(number)).isEqualTo(expected.remove(number));
      }
      assertThat(numbers.size()).isEqualTo(expected.size());
      assertThat(numbers.last()).isEqualTo(expected.isEmpty() ? -1 : expected.last());
      int gap = 0;
      while (expected.contains(gap)) {
        gap++;
      }
      assertThat(numbers.firstAbsent()).isEqualTo(gap);
    }
  }

  @Test
  void firstAbsent_moreThanAGroupIsFull_isTheNextNumber() {
    NumberSet numbers = new NumberSet();
    for (int i = 0; i < 10_000; i++) {
      assertThat(numbers.firstAbsent()).isEqualTo(i);
      numbers.add(i);
    }
    numbers.remove(4095);
    assertThat(numbers.firstAbsent()).isEqualTo(4095);
  }
}
