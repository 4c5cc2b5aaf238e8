package dev.cairn.jobs.rooms;

import dev.cairn.examples.dqn.DoubleDqn;
import dev.cairn.examples.dqn.DqnLearner;
import dev.cairn.examples.dqn.EpsilonSchedule;
import dev.cairn.examples.rooms.FourRooms;
import dev.cairn.examples.rooms.GreedyPaths;
import dev.cairn.examples.rooms.HallwayOption;
import dev.cairn.examples.rooms.OptionStreamRecorder;
import dev.cairn.examples.rooms.RoomsMap;
import dev.cairn.examples.rooms.TwoLevelPlayer;
import dev.cairn.examples.rooms.TwoLevels;
import dev.cairn.jobs.embedded.EmbeddedService;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The agent with options: its chunks go into the tables {@code worker} and {@code manager}, and
 * each level has a learner. The manager's items are as old as the worker that executed them: so the
 * version that its learner reports, and chunks carry, is the worker's.
 */
final class TwoLevelAgent implements Agent {

  static final String WORKER = "worker";
  static final String MANAGER = "manager";

  private final AgentThreads threads;
  private final DoubleDqn workerDqn;
  private final DoubleDqn managerDqn;
  private final DqnLearner worker;
  private final DqnLearner manager;

  TwoLevelAgent(EmbeddedService service, RoomsSettings settings, long seed) {
    SplittableRandom seeds = new SplittableRandom(seed);
    threads = new AgentThreads(service, settings.envSteps());
    workerDqn =
        new DoubleDqn(
            settings.dqn(settings.workerGamma()),
            TwoLevels.WORKER_INPUTS,
            RoomsMap.ACTIONS,
            seeds.nextLong());
    managerDqn =
        new DoubleDqn(
            settings.dqn(settings.gamma()),
            FourRooms.OBSERVATION_SIZE,
            HallwayOption.CHOICES,
            seeds.nextLong());
    worker = threads.learn(WORKER, workerDqn, TwoLevels::worker, step -> step);
    manager =
        threads.learn(MANAGER, managerDqn, TwoLevels::manager, step -> worker.policy().version());
    EpsilonSchedule epsilon = settings.epsilon();
    for (int i = 0; i < settings.players(); i++) {
      TwoLevelPlayer player =
          new TwoLevelPlayer(
              new OptionStreamRecorder(threads.writer(List.of(WORKER, MANAGER))),
              threads.follow(WORKER, TwoLevels.WORKER_INPUTS, RoomsMap.ACTIONS),
              threads.follow(MANAGER, FourRooms.OBSERVATION_SIZE, HallwayOption.CHOICES),
              epsilon,
              threads.steps()::get,
              seeds.nextLong());
      threads.play(player, seeds.nextLong());
    }
  }

  @Override
  public String name() {
    return "options";
  }

  @Override
  public AgentThreads threads() {
    return threads;
  }

  @Override
  public GreedyPaths paths() {
    return GreedyPaths.of(worker.policy().network(), manager.policy().network());
  }

  @Override
  public void close() throws InterruptedException {
    threads.close();
    workerDqn.close();
    managerDqn.close();
  }
}
