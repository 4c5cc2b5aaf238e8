package dev.cairn.jobs.config;

import dev.cairn.replay.AssemblySpec;
import dev.cairn.replay.ColumnSpec;
import dev.cairn.replay.DType;
import dev.cairn.replay.StorageUnit;
import dev.cairn.replay.StorageUnit.Boundary;
import dev.cairn.replay.StorageUnit.FirstState;
import java.util.List;

/** Reads {@code storage:} of a table: what an item is, and how steps wait for it. */
final class StorageReader {

  private static final int MAX = StorageUnit.MAX_STEPS;
  private static final long DAY_S = 24L * 60 * 60;

  private final Section storage;

  StorageReader(Section storage) {
    this.storage = storage;
  }

  /** Storage units by their names in the file. */
  enum Unit {
    TIMESTEPS,
    SEQUENCES,
    EPISODES,
    FRAGMENTS,
    OPTIONS
  }

  /** The unit; single steps when something about it is wrong, which is noted. */
  StorageUnit unit(List<ColumnSpec> columns) {
    int before = storage.problems();
    StorageUnit unit =
        switch (storage.choice("unit", Unit.TIMESTEPS, Unit.class)) {
          case TIMESTEPS -> timesteps();
          case SEQUENCES -> sequences();
          case EPISODES -> new StorageUnit.Episodes(storage.count("max_length", 1_000, 1, MAX));
          case FRAGMENTS -> new StorageUnit.Fragments();
          case OPTIONS -> options(columns);
        };
    return storage.problems() > before ? StorageUnit.SINGLE_STEPS : unit;
  }

  private StorageUnit timesteps() {
    int min = storage.count("n_steps", 1, 1, MAX);
    int max = storage.count("max_n_steps", min, 1, MAX);
    if (max < min) {
      storage.problem("must be at least n_steps=" + min, "max_n_steps", max);
    }
    // With one step gamma says nothing; with more it must be the learner's, so it is asked for.
    double gamma = storage.number("gamma", max > 1 ? null : Double.valueOf(1), 0, 1, false);
    return new StorageUnit.Timesteps(min, Math.max(min, max), gamma);
  }

  private StorageUnit sequences() {
    int length = storage.count("length", null, 1, MAX);
    return new StorageUnit.Sequences(
        length,
        storage.count("period", length, 1, length),
        storage.count("burn_in", 0, 0, length - 1),
        storage.choice("boundary", Boundary.PAD, Boundary.class),
        storage.choice("state", FirstState.KEPT, FirstState.class));
  }

  private StorageUnit options(List<ColumnSpec> columns) {
    boolean found = false;
    for (ColumnSpec column : columns) {
      boolean whole =
          column.dtype() != DType.FLOAT32
              && column.dtype() != DType.FLOAT64
              && column.dtype() != DType.BOOL;
      found |=
          column.name().equals(StorageUnit.Options.COLUMN)
              && whole
              && !column.observation()
              && column.shape().isEmpty();
    }
    if (!found) {
      storage.problem(
          "options need a column "
              + StorageUnit.Options.COLUMN
              + " of integers, without shape and no"
              + " observation",
          "unit",
          "options");
    }
    return new StorageUnit.Options(
        storage.number("gamma", 1.0, 0, 1, false), storage.count("max_length", 1_000, 1, MAX));
  }

  /** How steps wait; to be read after the unit. */
  AssemblySpec assembly() {
    AssemblySpec defaults = AssemblySpec.DEFAULT;
    AssemblySpec assembly =
        new AssemblySpec(
            storage.choice("hold", defaults.hold(), AssemblySpec.Hold.class),
            storage.count("max_pending_steps", defaults.maxSteps(), 1, 1 << 24),
            storage.bytes("max_pending_bytes", defaults.maxBytes(), 1L, 1L << 32),
            storage.integer("pending_timeout_s", defaults.timeoutMs() / 1_000, 1L, DAY_S) * 1_000);
    storage.end();
    return assembly;
  }
}
