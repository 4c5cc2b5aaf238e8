package dev.cairn.replay;

import java.util.List;

/** Refuses runs that do not fit a table before anything of them is stored. Immutable. */
final class RunCheck {

  private final Layout layout;
  private final List<ColumnSpec> columns;
  private final RewardColumn rewards;
  private final int maxLength;

  RunCheck(TableSpec spec) {
    maxLength = spec.storage().maxLength(spec.maxChunkSteps());
    layout = new Layout(spec.signature());
    columns = spec.signature().columns();
    rewards = new RewardColumn(spec.signature());
  }

  /**
   * @throws IllegalArgumentException when the run is malformed
   */
  void require(Run run) {
    int steps = run.steps();
    if (steps < 1 || !fits(run.payload(), steps)) {
      throw new IllegalArgumentException(
          "a run's payload must fit the signature and its steps: steps="
              + steps
              + " payload_bytes="
              + run.payload().length);
    }
    int items = run.ids().length;
    if (run.rows().length != items
        || run.lengths().length != items
        || run.initial().length != items) {
      throw new IllegalArgumentException(
          "ids, rows, lengths and initial must be of one length: ids="
              + items
              + " rows="
              + run.rows().length
              + " lengths="
              + run.lengths().length
              + " initial="
              + run.initial().length);
    }
    int previous = -1;
    for (int i = 0; i < items; i++) {
      int row = run.rows()[i];
      if (row <= previous || row >= steps) {
        throw new IllegalArgumentException(
            "rows must ascend in [0, steps): row=" + row + " item=" + i + " steps=" + steps);
      }
      previous = row;
      requireItem(run, i);
    }
    requireRewards(run);
  }

  private boolean fits(byte[] payload, int steps) {
    int raw = layout.payloadBytes(steps);
    return layout.compressed.length == 0
        ? payload.length == raw
        : Pieces.problem(payload, raw, payload.length, columns, steps).isEmpty();
  }

  private void requireItem(Run run, int i) {
    int length = run.lengths()[i];
    if (length < 1 || length > maxLength || length > run.steps() - run.rows()[i]) {
      throw new IllegalArgumentException(
          "an item's length must be in [1, "
              + maxLength
              + "] and end within the run: length="
              + length
              + " row="
              + run.rows()[i]
              + " steps="
              + run.steps()
              + " item="
              + i);
    }
    float initial = run.initial()[i];
    if (initial < 0 || initial == Float.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "an initial value must be finite and >= 0, or NaN for none: initial="
              + initial
              + " item="
              + i);
    }
  }

  private void requireRewards(Run run) {
    for (int step = 0; step < run.steps(); step++) {
      double reward = rewards.at(run.payload(), run.steps(), step);
      if (!Double.isFinite(reward)) {
        throw new IllegalArgumentException(
            "rewards must be finite: reward=" + reward + " step=" + step);
      }
    }
  }
}
