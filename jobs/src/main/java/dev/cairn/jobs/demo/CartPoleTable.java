package dev.cairn.jobs.demo;

import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.start.StartException;
import dev.cairn.replay.ColumnSpec;
import dev.cairn.replay.DType;
import dev.cairn.replay.SamplerSpec;
import dev.cairn.replay.TableSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The table that the demo plays with, and what it must be like. */
final class CartPoleTable {

  private static final Set<ColumnSpec> COLUMNS =
      Set.of(
          new ColumnSpec("obs", DType.FLOAT32, List.of(4), true),
          new ColumnSpec("actions", DType.INT64, List.of(), false),
          new ColumnSpec("rewards", DType.FLOAT32, List.of(), false));

  private CartPoleTable() {}

  /**
   * The demo's table of a configuration.
   *
   * @throws StartException when workers could not write to it or the learner not read it
   */
  static TableSpec of(CairnConfig config) {
    String name = config.demo().table();
    TableSpec table =
        config.tables().stream()
            .filter(t -> t.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new StartException("the demo's table is missing: table=" + name));
    if (!new HashSet<>(table.signature().columns()).equals(COLUMNS)) {
      throw new StartException(
          "the demo's table must have the columns of CartPole, obs (float32, shape [4],"
              + " observation), actions (int64) and rewards (float32): tables."
              + name
              + ".columns="
              + table.signature().columns().stream().map(ColumnSpec::name).toList());
    }
    if (table.sampler().takes() != SamplerSpec.Takes.TD_ERROR) {
      throw new StartException(
          "the demo's learner sends TD errors: tables." + name + ".sampler.takes must be td_error");
    }
    return table;
  }
}
