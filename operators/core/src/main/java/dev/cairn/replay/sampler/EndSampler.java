package dev.cairn.replay.sampler;

import dev.cairn.replay.tree.Ranking;
import java.util.random.RandomGenerator;

/**
 * The n distinct items at one end of an order, the same ones until something changes. Nothing is
 * drawn at random, so chances are NaN. A change takes O(log n) time, as does each item of a draw;
 * about 40 bytes an item.
 */
public final class EndSampler extends AlikeSampler {

  /** Which end. Of equal values the older item comes first. */
  public enum End {
    /** {@code fifo}: the oldest first, by insertion into the table. */
    OLDEST,
    /** {@code lifo}: the newest first. */
    NEWEST,
    /** {@code max_heap}: the largest abs(TD error) or priority first. */
    LARGEST,
    /** {@code min_heap}: the smallest first. */
    SMALLEST
  }

  private final End end;
  private final Ranking ranking = new Ranking();

  public EndSampler(End end) {
    this.end = end;
  }

  @Override
  public boolean distinct() {
    return true;
  }

  @Override
  public boolean tracks() {
    return true;
  }

  @Override
  public void added(int slot, double weight, long order) {
    ranking.add(key(weight, order), order, slot);
  }

  @Override
  public void removed(int slot, double weight, long order) {
    ranking.remove(key(weight, order), order);
  }

  private long key(double weight, long order) {
    return switch (end) {
      case OLDEST -> order;
      case NEWEST -> -order;
      case LARGEST -> -Double.doubleToLongBits(weight);
      case SMALLEST -> Double.doubleToLongBits(weight);
    };
  }

  @Override
  public void draw(
      Items items,
      int n,
      double uniformMix,
      RandomGenerator random,
      int[] slots,
      double[] chances,
      int from) {
    for (int i = 0; i < n; i++) {
      slots[from + i] = ranking.select(i);
      chances[from + i] = Double.NaN;
    }
  }
}
