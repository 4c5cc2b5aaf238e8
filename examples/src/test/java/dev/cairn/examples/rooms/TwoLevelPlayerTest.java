package dev.cairn.examples.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.examples.EpisodeWorker;
import dev.cairn.examples.WorkerListener;
import dev.cairn.examples.dqn.EpsilonSchedule;
import dev.cairn.examples.dqn.FollowedNetwork;
import dev.cairn.examples.dqn.Mlp;
import dev.cairn.schema.Parameters;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TwoLevelPlayerTest {

  /** Keeps what it is told; an episode's steps behind its first observation. */
  private static final class Kept implements OptionRecorder {
    final List<float[]> begins = new ArrayList<>();
    final List<List<OptionStep>> episodes = new ArrayList<>();
    final Set<Long> versions = new HashSet<>();

    @Override
    public void begin(float[] observation) {
      begins.add(observation);
      episodes.add(new ArrayList<>());
    }

    @Override
    public void record(OptionStep step) {
      episodes.get(episodes.size() - 1).add(step);
    }

    @Override
    public void policyVersion(long version) {
      versions.add(version);
    }
  }

  private static Kept play(
      Supplier<@Nullable Parameters> worker,
      Supplier<@Nullable Parameters> manager,
      EpsilonSchedule epsilon,
      long steps) {
    Kept kept = new Kept();
    AtomicLong counter = new AtomicLong();
    TwoLevelPlayer player =
        new TwoLevelPlayer(
            kept,
            new FollowedNetwork(worker, TwoLevels.WORKER_INPUTS, RoomsMap.ACTIONS),
            new FollowedNetwork(manager, FourRooms.OBSERVATION_SIZE, HallwayOption.CHOICES),
            epsilon,
            counter::get,
            3);
    new EpisodeWorker(FourRooms::new, List.of(player), counter, steps, 4, WorkerListener.NONE)
        .run();
    return kept;
  }

  private static Parameters published(Mlp network, long version) {
    return Parameters.newBuilder()
        .setSpace("s")
        .setVersion(version)
        .setLearner("l")
        .setTensors(network.toColumns())
        .setSentMs(0)
        .build();
  }

  @Test
  void play_atRandom_keepsTheBooksOfEveryOption() {
    Kept kept = play(() -> null, () -> null, new EpsilonSchedule(1, 1, 1), 20_000);
    long execution = -1;
    int ended = 0;
    int reached = 0;
    for (int e = 0; e < kept.episodes.size(); e++) {
      int cell = FourRooms.cell(kept.begins.get(e));
      boolean fresh = true;
      for (OptionStep step : kept.episodes.get(e)) {
        HallwayOption option = HallwayOption.ALL.get(step.option());
        // Executions are numbered one by one, over episodes too.
        execution += fresh ? 1 : 0;
        assertThat(step.execution()).isEqualTo(execution);
        assertThat(option.covers(cell)).isTrue();
        if (fresh) {
          assertThat(HallwayOption.at(cell, step.choice())).isEqualTo(option);
        }
        cell = FourRooms.cell(step.step().observation());
        assertThat(step.reached()).isEqualTo(cell == option.target());
        assertThat(step.optionEnded()).isEqualTo(!option.covers(cell));
        fresh = step.optionEnded() || step.step().ended();
        ended += step.optionEnded() ? 1 : 0;
        reached += step.reached() ? 1 : 0;
      }
    }
    assertThat(ended).isGreaterThan(200);
    // Some leave by the hallway where they came from.
    assertThat(reached).isBetween(80, ended - 80);
    assertThat(kept.versions).containsExactly(-1L);
  }

  @Test
  void play_greedy_theManagerChoosesAndTheVersionIsTheWorkers() {
    Mlp worker = Mlp.random(1, TwoLevels.WORKER_INPUTS, RoomsMap.ACTIONS);
    Mlp manager = Mlp.random(2, FourRooms.OBSERVATION_SIZE, HallwayOption.CHOICES);
    Kept kept =
        play(
            () -> published(worker, 70),
            () -> published(manager, 9),
            new EpsilonSchedule(0, 0, 1),
            2_000);
    assertThat(kept.versions).containsExactly(70L);
    for (int e = 0; e < kept.episodes.size(); e++) {
      float[] observation = kept.begins.get(e);
      long execution = -1;
      for (OptionStep step : kept.episodes.get(e)) {
        if (step.execution() != execution) {
          assertThat(step.choice()).isEqualTo(manager.greedyAction(observation));
          execution = step.execution();
        }
        assertThat(step.action())
            .isEqualTo(worker.greedyAction(TwoLevels.input(observation, step.option())));
        observation = step.step().observation();
      }
    }
  }
}
