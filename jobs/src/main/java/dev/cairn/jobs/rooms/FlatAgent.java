package dev.cairn.jobs.rooms;

import dev.cairn.examples.StreamRecorder;
import dev.cairn.examples.dqn.DoubleDqn;
import dev.cairn.examples.dqn.DqnLearner;
import dev.cairn.examples.dqn.DqnPlayer;
import dev.cairn.examples.dqn.EpsilonSchedule;
import dev.cairn.examples.dqn.ReplayBatches;
import dev.cairn.examples.rooms.FourRooms;
import dev.cairn.examples.rooms.GreedyPaths;
import dev.cairn.examples.rooms.RoomsMap;
import dev.cairn.jobs.embedded.EmbeddedService;
import java.util.List;
import java.util.SplittableRandom;

/** The agent without options: double DQN on the primitive actions, from the table {@code flat}. */
final class FlatAgent implements Agent {

  private static final String FLAT = "flat";

  private final AgentThreads threads;
  private final DoubleDqn dqn;
  private final DqnLearner learner;

  FlatAgent(EmbeddedService service, RoomsSettings settings, long seed) {
    SplittableRandom seeds = new SplittableRandom(seed);
    threads = new AgentThreads(service, settings.envSteps());
    dqn =
        new DoubleDqn(
            settings.dqn(settings.gamma()),
            FourRooms.OBSERVATION_SIZE,
            RoomsMap.ACTIONS,
            seeds.nextLong());
    learner = threads.learn(FLAT, dqn, ReplayBatches::singleSteps, step -> step);
    EpsilonSchedule epsilon = settings.epsilon();
    for (int i = 0; i < settings.players(); i++) {
      DqnPlayer player =
          new DqnPlayer(
              new StreamRecorder(threads.writer(List.of(FLAT))),
              threads.follow(FLAT, FourRooms.OBSERVATION_SIZE, RoomsMap.ACTIONS),
              RoomsMap.ACTIONS,
              epsilon,
              threads.steps()::get,
              seeds.nextLong());
      threads.play(player, seeds.nextLong());
    }
  }

  @Override
  public String name() {
    return FLAT;
  }

  @Override
  public AgentThreads threads() {
    return threads;
  }

  @Override
  public GreedyPaths paths() {
    return GreedyPaths.of(learner.policy().network());
  }

  @Override
  public void close() throws InterruptedException {
    threads.close();
    dqn.close();
  }
}
