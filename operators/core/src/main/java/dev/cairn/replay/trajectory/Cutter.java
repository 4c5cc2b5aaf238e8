package dev.cairn.replay.trajectory;

import dev.cairn.replay.StorageUnit;

/**
 * Finds the items of one storage unit in the steps of an episode. What it finds does not depend on
 * how the episode was cut into chunks, fragments excepted. Stateless and immutable.
 */
interface Cutter {

  /**
   * Adds the items that are complete, ascending by first step, at most one at a step.
   *
   * @param next where the next item starts, as this returned last
   * @param end how the steps end; unless it is open, everything left over is decided
   * @return where the next item starts; earlier steps that no item has are dropped
   */
  long cut(long next, Steps steps, End end, Items items);

  /** Steps before {@code next} that a later item may cover. */
  default int lookBack() {
    return 0;
  }

  /** The cutter of a storage unit. */
  static Cutter of(StorageUnit unit) {
    if (unit instanceof StorageUnit.Timesteps timesteps) {
      return new TimestepCutter(timesteps);
    } else if (unit instanceof StorageUnit.Sequences sequences) {
      return new SequenceCutter(sequences);
    } else if (unit instanceof StorageUnit.Episodes episodes) {
      return new EpisodeCutter(episodes);
    } else if (unit instanceof StorageUnit.Options options) {
      return new OptionCutter(options);
    }
    return new FragmentCutter();
  }

  /** Takes items. */
  interface Items {

    /** An item of the {@code length} steps from {@code first}. */
    void add(long first, int length);
  }
}
