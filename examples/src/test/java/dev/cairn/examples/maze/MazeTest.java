package dev.cairn.examples.maze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cairn.examples.Step;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MazeTest {

  @Test
  void step_alwaysTheWayOn_endsWithTheOnlyReward() {
    Maze maze = new Maze(3, 6, 100, 0);
    maze.reset(1);
    // Three corridors of 5 steps, two doors of 2.
    for (int i = 0; i < 18; i++) {
      Step step = maze.step(maze.wayOn());
      assertThat(step.reward()).isZero();
      assertThat(step.ended()).isFalse();
    }
    Step last = maze.step(maze.wayOn());
    assertThat(last.reward()).isEqualTo(1);
    assertThat(last.terminated()).isTrue();
    assertThat(last.observation()).endsWith(1f).hasSize(30);
    assertThatIllegalStateException().isThrownBy(() -> maze.step(0));
  }

  @Test
  void step_intoWalls_staysAndIsTruncatedAtTheLimit() {
    Maze maze = new Maze(2, 3, 4, 0);
    float[] start = maze.reset(1);
    for (int action : new int[] {0, 3, 2}) {
      assertThat(maze.step(action).observation()).isEqualTo(start);
    }
    Step last = maze.step(0);
    assertThat(last.truncated()).isTrue();
    assertThat(last.terminated()).isFalse();
  }

  @Test
  void step_anyActions_oneCellAtATimeAndNoneIsLost() {
    Maze maze = new Maze(4, 5, 10_000, 0.2);
    maze.reset(3);
    SplittableRandom random = new SplittableRandom(4);
    boolean ended = false;
    for (int i = 0; i < 10_000 && !ended; i++) {
      Step step = maze.step(random.nextInt(4) < 2 ? maze.wayOn() : random.nextInt(4));
      float sum = 0;
      for (float cell : step.observation()) {
        sum += cell;
      }
      assertThat(sum).isEqualTo(1);
      ended = step.ended();
    }
    assertThat(ended).isTrue();
  }

  @Test
  void reset_sameSeed_slipsAlike() {
    Maze one = new Maze(2, 8, 50, 0.5);
    Maze other = new Maze(2, 8, 50, 0.5);
    one.reset(9);
    other.reset(9);
    for (int i = 0; i < 10; i++) {
      assertThat(one.step(1).observation()).isEqualTo(other.step(1).observation());
    }
  }

  @Test
  void create_badNumbers_areRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Maze(1, 2, 3, 1))
        .withMessageContaining("slip=1.0");
  }
}
