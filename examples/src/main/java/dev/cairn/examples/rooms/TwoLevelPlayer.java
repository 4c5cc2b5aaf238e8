package dev.cairn.examples.rooms;

import dev.cairn.examples.Player;
import dev.cairn.examples.Step;
import dev.cairn.examples.dqn.EpsilonSchedule;
import dev.cairn.examples.dqn.FollowedNetwork;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Plays four rooms with two levels: the upper one (the manager) chooses an option where none acts,
 * the lower one (the worker) moves until that option ends; both ε-greedily with the newest
 * parameters there are. An option ends with its episode, too: the next one is another execution.
 */
public final class TwoLevelPlayer implements Player {

  private final OptionRecorder recorder;
  private final FollowedNetwork worker;
  private final FollowedNetwork manager;
  private final EpsilonSchedule epsilon;
  private final LongSupplier steps;
  private final SplittableRandom random;

  private float[] observation = {};
  private @Nullable HallwayOption option;
  private int choice;
  private long execution = -1;

  /**
   * @param recorder used by this player alone; not closed by it
   * @param worker the lower level, used by this player alone
   * @param manager the upper level, used by this player alone
   * @param epsilon chance of a random action, and of a random option, by environment steps
   * @param steps environment steps of all workers together
   * @param seed of random choices; another one for each player
   */
  public TwoLevelPlayer(
      OptionRecorder recorder,
      FollowedNetwork worker,
      FollowedNetwork manager,
      EpsilonSchedule epsilon,
      LongSupplier steps,
      long seed) {
    this.recorder = recorder;
    this.worker = worker;
    this.manager = manager;
    this.epsilon = epsilon;
    this.steps = steps;
    this.random = new SplittableRandom(seed);
  }

  @Override
  public void begin(float[] first) throws InterruptedException {
    observation = first;
    option = null;
    recorder.begin(first);
  }

  @Override
  public int act() throws InterruptedException {
    HallwayOption acting = option == null ? start() : option;
    float[] input = TwoLevels.input(observation, acting.number());
    int action =
        epsilon.choose(worker.newest(), input, RoomsMap.ACTIONS, steps.getAsLong(), random);
    recorder.policyVersion(worker.version());
    return action;
  }

  private HallwayOption start() {
    choice =
        epsilon.choose(
            manager.newest(), observation, HallwayOption.CHOICES, steps.getAsLong(), random);
    HallwayOption started = HallwayOption.at(FourRooms.cell(observation), choice);
    execution++;
    option = started;
    return started;
  }

  @Override
  public void took(int action, Step step) throws InterruptedException {
    HallwayOption acted = option;
    if (acted == null) {
      throw new IllegalStateException("act must come before took");
    }
    observation = step.observation();
    int cell = FourRooms.cell(observation);
    boolean optionEnded = !acted.covers(cell);
    if (optionEnded || step.ended()) {
      option = null;
    }
    recorder.record(
        new OptionStep(
            execution, choice, acted.number(), action, step, cell == acted.target(), optionEnded));
  }

  @Override
  public long policyVersion() {
    return worker.version();
  }
}
