package dev.cairn.replay.importance;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * r = the fraction of the scores of live items strictly below: each item counts once, with its
 * newest score. While fewer than {@link RankNormaliser#WARM_UP} are held, r = 0.
 *
 * <p>For scores that feedback changes. A window over recent scores ({@link RankNormaliser}) would
 * be filled with what is drawn, and what is drawn is mostly important: half of each batch comes
 * from a tier that a tenth of the scores should reach, so the threshold climbs until that tier
 * holds no more items than a tenth of a batch.
 *
 * <p>Scores are told apart as there. O(1) time: sums over small trees. Memory: 2 KB for each power
 * of two that the scores span. Nothing is stored: a restored memory hands over the scores of its
 * items.
 */
public final class LiveRankNormaliser implements Normaliser {

  private static final int VERSION = 0x4C_01;

  private final BinCounts live = new BinCounts();

  @Override
  public int importance(double score) {
    Scores.requireFinite(score);
    int bin = BinCounts.binOf(score);
    int held = live.total();
    long below = held < RankNormaliser.WARM_UP ? 0 : live.below(bin);
    live.add(bin, 1);
    return held < RankNormaliser.WARM_UP ? 0 : (int) (below * UNITS / held);
  }

  @Override
  public void recall(double score) {
    Scores.requireFinite(score);
    live.add(BinCounts.binOf(score), 1);
  }

  @Override
  public void forget(double score) {
    Scores.requireFinite(score);
    live.remove(BinCounts.binOf(score));
  }

  /** Scores that the next one is compared with. */
  public int held() {
    return live.total();
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeShort(VERSION);
  }

  @Override
  public void read(DataInput in) throws IOException {
    Scores.requireVersion(VERSION, in.readUnsignedShort());
  }
}
