package dev.cairn.jobs.chaos.trial;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Every fault of the environment that can be tried. */
public final class Scenarios {

  private Scenarios() {}

  /** In the order in which they are tried. */
  public static List<Scenario> all() {
    return Stream.concat(
            Stream.of(
                new CheckpointDamaged(),
                new RecordsGone(),
                new RestartsExhausted(),
                new TaskManagerPaused(),
                new DiskFullRocksDb(),
                new CheckpointStorage(false),
                new DiskFullKafka(),
                new CheckpointStorage(true),
                new BrokersAway(Duration.ofSeconds(30)),
                new BrokersAway(Duration.ofMinutes(5)),
                new OneBrokerOfThree()),
            NetworkTrouble.all().stream())
        .toList();
  }
}
