package dev.cairn.replay.importance;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * r = the fraction of recent scores strictly below. Recent are the last M to 2M: a window fills up
 * to M scores, then takes the place of the one before. While fewer than {@link #WARM_UP} scores are
 * held, r = 0.
 *
 * <p>Scores are told apart by sign, exponent and 8 bits of mantissa (1 part in 256); those in one
 * bin are ties. A score is compared with those before it, then counts itself. O(1) time: two sums
 * over Fenwick trees; a rotation, each M scores, about 1 ms. Memory: 1 to 2 KB for each power of
 * two that the scores span.
 */
public final class RankNormaliser implements Normaliser {

  /** Scores that must be held before any is ranked. */
  public static final int WARM_UP = 100;

  private static final int VERSION = 0x52_01;

  private final int window;
  // The window that fills, and the full one before it.
  private BinCounts current = new BinCounts();
  private BinCounts previous = new BinCounts();

  /**
   * Nothing seen yet.
   *
   * @param window M, in [100, 2^30)
   */
  public RankNormaliser(int window) {
    if (window < WARM_UP || window >= 1 << 30) {
      throw new IllegalArgumentException("window must be in [100, 2^30): window=" + window);
    }
    this.window = window;
  }

  @Override
  public int importance(double score) {
    Scores.requireFinite(score);
    int bin = BinCounts.binOf(score);
    int held = current.total() + previous.total();
    long below = held < WARM_UP ? 0 : current.below(bin) + previous.below(bin);
    if (current.total() >= window) {
      BinCounts oldest = previous;
      previous = current;
      current = oldest;
      current.clear();
    }
    current.add(bin, 1);
    return held < WARM_UP ? 0 : (int) (below * UNITS / held);
  }

  /** Scores that the next one is compared with, at most 2M. */
  public int held() {
    return current.total() + previous.total();
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeShort(VERSION);
    current.write(out);
    previous.write(out);
  }

  @Override
  public void read(DataInput in) throws IOException {
    Scores.requireVersion(VERSION, in.readUnsignedShort());
    current.read(in);
    previous.read(in);
  }
}
