package dev.cairn.examples.dqn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.examples.EpisodeRecorder;
import dev.cairn.examples.EpisodeWorker;
import dev.cairn.examples.Player;
import dev.cairn.examples.Step;
import dev.cairn.examples.WorkerListener;
import dev.cairn.examples.cartpole.CartPole;
import dev.cairn.schema.Column;
import dev.cairn.schema.Parameters;
import dev.cairn.schema.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DqnPlayerTest {

  /** Keeps what it is told, and stops the worker after a number of steps. */
  private static final class Kept implements EpisodeRecorder {
    final int limit;
    final List<float[]> begins = new ArrayList<>();
    final List<Integer> actions = new ArrayList<>();
    final List<Step> steps = new ArrayList<>();
    final List<Long> versions = new ArrayList<>();
    final List<Long> counts = new ArrayList<>();
    final AtomicLong counter;
    @Nullable EpisodeWorker worker;
    long version = -1;

    Kept(int limit, AtomicLong counter) {
      this.limit = limit;
      this.counter = counter;
    }

    @Override
    public void begin(float[] observation) {
      begins.add(observation);
    }

    @Override
    public void record(int action, Step step) {
      actions.add(action);
      steps.add(step);
      versions.add(version);
      counts.add(counter.get());
      if (steps.size() == limit && worker != null) {
        worker.stop();
      }
    }

    @Override
    public void policyVersion(long version) {
      this.version = version;
    }
  }

  private static final EpsilonSchedule GREEDY = new EpsilonSchedule(0, 0, 1);

  // Bias alone: always the same action.
  private static Parameters always(int action, long version) {
    float[] bias = new float[2];
    bias[action] = 1;
    List<Column> tensors =
        List.of(
            Tensors.column("layers.0.weight", Tensors.of(new float[8], 2, 4)),
            Tensors.column("layers.0.bias", Tensors.of(bias, 2)));
    return Parameters.newBuilder()
        .setSpace("s")
        .setVersion(version)
        .setLearner("l")
        .setTensors(tensors)
        .setSentMs(0)
        .build();
  }

  private static EpisodeWorker worker(
      List<? extends EpisodeRecorder> recorders,
      Supplier<@Nullable Parameters> parameters,
      EpsilonSchedule epsilon,
      AtomicLong counter,
      int scale,
      WorkerListener listener) {
    List<Player> players = new ArrayList<>();
    for (EpisodeRecorder recorder : recorders) {
      players.add(
          new DqnPlayer(
              recorder,
              new FollowedNetwork(parameters, 4, 2),
              2,
              epsilon,
              () -> counter.get() * scale,
              42));
    }
    return new EpisodeWorker(CartPole::new, players, counter, Long.MAX_VALUE, 43, listener);
  }

  private static Kept play(
      Supplier<@Nullable Parameters> parameters, EpsilonSchedule epsilon, int scale, int limit) {
    AtomicLong counter = new AtomicLong();
    Kept kept = new Kept(limit, counter);
    EpisodeWorker worker =
        worker(List.of(kept), parameters, epsilon, counter, scale, WorkerListener.NONE);
    kept.worker = worker;
    worker.run();
    return kept;
  }

  @Test
  void run_noParameters_actsAtRandomWithUnknownVersion() {
    Kept kept = play(() -> null, GREEDY, 1, 400);
    assertThat(kept.versions).containsOnly(-1L);
    assertThat(kept.actions.stream().filter(action -> action == 1).count()).isBetween(160L, 240L);
    // Same seed, same episodes.
    assertThat(play(() -> null, GREEDY, 1, 400).actions).isEqualTo(kept.actions);
  }

  @Test
  void run_parametersChange_followsAndStatesVersion() {
    AtomicReference<@Nullable Parameters> newest = new AtomicReference<>();
    AtomicLong asked = new AtomicLong();
    Kept kept =
        play(
            () -> {
              long count = asked.incrementAndGet();
              if (count == 51) {
                newest.set(always(1, 7));
              } else if (count == 81) {
                newest.set(always(0, 9));
              }
              return newest.get();
            },
            GREEDY,
            1,
            100);
    assertThat(kept.versions.subList(0, 50)).containsOnly(-1L);
    assertThat(kept.versions.subList(50, 80)).containsOnly(7L);
    assertThat(kept.actions.subList(50, 80)).containsOnly(1);
    assertThat(kept.versions.subList(80, 100)).containsOnly(9L);
    assertThat(kept.actions.subList(80, 100)).containsOnly(0);
  }

  @Test
  void run_episodesEnd_beginsAgainWithinTheSameStep() {
    Kept kept = play(() -> always(0, 1), GREEDY, 1, 60);
    long ended = kept.steps.subList(0, 59).stream().filter(Step::ended).count();
    assertThat(ended).isGreaterThan(3);
    assertThat(kept.begins).hasSize((int) ended + 1);
    assertThat(kept.begins.get(0)).isNotEqualTo(kept.begins.get(1));
    int length = 0;
    for (Step step : kept.steps) {
      length++;
      assertThat(step.truncated()).isFalse();
      if (step.ended()) {
        // Pushed to one side only, a pole falls in 8 to 10 steps.
        assertThat(length).isBetween(7, 11);
        length = 0;
      }
    }
  }

  @Test
  void run_scaledCount_epsilonFallsSooner() {
    EpsilonSchedule schedule = new EpsilonSchedule(1, 0, 1_000);
    // Count times 4 reaches 1,000 at step 250: greedy from there on.
    Kept four = play(() -> always(1, 1), schedule, 4, 600);
    assertThat(four.actions.subList(0, 250)).contains(0);
    assertThat(four.actions.subList(250, 600)).containsOnly(1);
    Kept alone = play(() -> always(1, 1), schedule, 1, 600);
    assertThat(alone.actions.subList(250, 600)).contains(0);
  }

  @Test
  void run_twoEnvironments_takeTurnsAndShareTheCount() {
    AtomicLong counter = new AtomicLong(100);
    Kept first = new Kept(1_000, counter);
    Kept second = new Kept(50, counter);
    List<Double> returns = new ArrayList<>();
    List<Integer> lengths = new ArrayList<>();
    WorkerListener listener =
        new WorkerListener() {
          @Override
          public void episodeEnded(double episodeReturn, int steps, long policyVersion) {
            returns.add(episodeReturn);
            lengths.add(steps);
            assertThat(policyVersion).isEqualTo(3);
          }
        };
    EpisodeWorker worker =
        worker(List.of(first, second), () -> always(0, 3), GREEDY, counter, 1, listener);
    second.worker = worker;
    worker.run();
    assertThat(second.steps).hasSize(50);
    assertThat(first.steps).hasSize(50);
    assertThat(counter).hasValue(200);
    assertThat(first.counts.get(0)).isEqualTo(101);
    assertThat(second.counts.get(0)).isEqualTo(102);
    assertThat(first.begins.get(0)).isNotEqualTo(second.begins.get(0));
    assertThat(returns).isNotEmpty();
    for (int i = 0; i < returns.size(); i++) {
      assertThat(returns.get(i)).isEqualTo((double) lengths.get(i));
    }
  }

  @Test
  void stop_heldBackByPace_endsAndLeavesNoInterrupt() throws InterruptedException {
    CountDownLatch blocked = new CountDownLatch(1);
    EpisodeRecorder never =
        new EpisodeRecorder() {
          @Override
          public void begin(float[] observation) {}

          @Override
          public void record(int action, Step step) throws InterruptedException {
            blocked.countDown();
            new CountDownLatch(1).await();
          }

          @Override
          public void policyVersion(long version) {}
        };
    EpisodeWorker worker =
        worker(List.of(never), () -> null, GREEDY, new AtomicLong(), 1, WorkerListener.NONE);
    AtomicReference<@Nullable Boolean> interrupted = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              worker.run();
              interrupted.set(Thread.currentThread().isInterrupted());
            });
    thread.start();
    blocked.await();
    worker.stop();
    thread.join();
    assertThat(interrupted.get()).isFalse();
  }

  @Test
  void run_limitOfSteps_endsThereByItself() {
    AtomicLong counter = new AtomicLong();
    Kept kept = new Kept(1_000, counter);
    DqnPlayer player =
        new DqnPlayer(kept, new FollowedNetwork(() -> null, 4, 2), 2, GREEDY, counter::get, 1);
    new EpisodeWorker(CartPole::new, List.of(player), counter, 30, 1, WorkerListener.NONE).run();
    assertThat(kept.steps).hasSize(30);
  }

  @Test
  void run_parametersOfAnotherNetwork_failsWithReason() {
    Parameters wrong = always(0, 1);
    wrong.setTensors(Mlp.random(1, 3, 2).toColumns());
    assertThatThrownBy(() -> play(() -> wrong, GREEDY, 1, 5))
        .hasMessageContaining("the network must fit the environment");
  }
}
