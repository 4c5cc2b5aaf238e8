package dev.cairn.jobs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class EvaluationsTest {

  private final List<String> heard = Collections.synchronizedList(new ArrayList<>());

  private Evaluations<Map<Integer, Double>> evaluations() {
    return new Evaluations<>(
        (returns, episodes, first) -> returns.getOrDefault(episodes, 0.0),
        475,
        (envSteps, mean, episodes) -> heard.add(envSteps + " " + episodes + " " + mean));
  }

  private static void settle(Evaluations<?> evaluations) throws InterruptedException {
    while (evaluations.pending()) {
      Thread.sleep(5);
    }
  }

  @Test
  void offer_belowGoal_isNotSolved() throws Exception {
    try (var evaluations = evaluations()) {
      evaluations.offer(new Candidate<>(Map.of(20, 474.9, 100, 500.0), 7, 2_000));
      settle(evaluations);

      assertThat(evaluations.solved()).isNull();
      assertThat(heard).containsExactly("2000 20 474.9");
    }
  }

  @Test
  void offer_goalNotConfirmed_isNotSolved() throws Exception {
    try (var evaluations = evaluations()) {
      evaluations.offer(new Candidate<>(Map.of(20, 480.0, 100, 470.0), 7, 2_000));
      settle(evaluations);

      assertThat(evaluations.solved()).isNull();
      assertThat(heard).containsExactly("2000 20 480.0", "2000 100 470.0");
    }
  }

  @Test
  void offer_goalConfirmed_isSolvedByThatCandidateUntilForgotten() throws Exception {
    var first = new Candidate<>(Map.of(20, 475.0, 100, 475.0), 7, 4_000);
    try (var evaluations = evaluations()) {
      evaluations.offer(first);
      settle(evaluations);
      evaluations.offer(new Candidate<>(Map.of(20, 500.0, 100, 500.0), 9, 6_000));
      settle(evaluations);
      assertThat(evaluations.solved()).isSameAs(first);

      evaluations.forget();
      assertThat(evaluations.solved()).isNull();
    }
  }

  @Test
  void offer_whileOneIsPlayed_keepsTheNewestOnly() throws Exception {
    CountDownLatch playing = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    List<Integer> played = Collections.synchronizedList(new ArrayList<>());
    try (Evaluations<Integer> evaluations =
        new Evaluations<>(
            (number, episodes, first) -> {
              played.add(number);
              playing.countDown();
              await(go);
              return 0;
            },
            475,
            (envSteps, mean, episodes) -> {})) {
      evaluations.offer(new Candidate<>(1, 1, 1));
      await(playing);
      evaluations.offer(new Candidate<>(2, 2, 2));
      evaluations.offer(new Candidate<>(3, 3, 3));
      go.countDown();
      settle(evaluations);

      assertThat(played).containsExactly(1, 3);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
