package dev.cairn.replay.importance;

/** An item for tests whose rewards are given, and whose every column holds given rows. */
record GivenItem(double value, double episodeReturn, double[] rewards, double[]... rows)
    implements ScoredItem {

  static GivenItem of(double... rewards) {
    return new GivenItem(Double.NaN, Double.NaN, rewards);
  }

  static GivenItem rows(double[]... rows) {
    return new GivenItem(Double.NaN, Double.NaN, new double[rows.length], rows);
  }

  @Override
  public int steps() {
    return rewards.length;
  }

  @Override
  public double reward(int step) {
    return rewards[step];
  }

  @Override
  public double element(int column, int step, int element) {
    return rows[step][element];
  }
}
