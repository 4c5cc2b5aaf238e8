package dev.cairn.jobs.config;

import dev.cairn.replay.SamplerSpec;
import dev.cairn.replay.TableSpec;
import java.util.Locale;

/** How the demo's memory draws. The pace is the same in all. */
public enum Replay {
  /** One tier, every item equally likely. */
  UNIFORM,
  /** One tier, proportional to the TD error. */
  PRIORITIZED,
  /** Three tiers by the rank of the TD error, proportional inside each. */
  TIERED;

  /** What a table is. */
  public static Replay of(TableSpec table) {
    if (table.tiers().size() > 1) {
      return TIERED;
    }
    return table.sampler().kind() == SamplerSpec.Kind.UNIFORM ? UNIFORM : PRIORITIZED;
  }

  /** The name on the command line and in files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
