package dev.cairn.replay;

/**
 * Decides what the payload cache holds: segments while all of them fit, else single items.
 *
 * <p>Items that are drawn often lie scattered over the segments, so that a cache that holds a tenth
 * of the segments holds little more than a tenth of the draws; of the items themselves, the tenth
 * that is drawn most may be three quarters of the draws. Tables whose items share rows, or blocks
 * of compressed rows, keep to segments: there an item alone would take a multiple of its share. Not
 * thread-safe.
 */
final class CachedItems {

  /** Segments are cached again only when they fit with so much to spare. */
  private static final double TO_SPARE = 0.9;

  private final Layout layout;
  private final SegmentTable table;
  private final boolean possible;
  private final long cacheBytes;
  // Of no items while segments fit.
  private ItemCache cache;
  private boolean inUse;

  /**
   * @param possible whether every item is one row, not compressed, that it shares with no other
   */
  CachedItems(Layout layout, SegmentTable table, boolean possible, long cacheBytes) {
    this.layout = layout;
    this.table = table;
    this.possible = possible;
    this.cacheBytes = cacheBytes;
    cache = ofBytes(0);
  }

  private ItemCache ofBytes(long budget) {
    return new ItemCache(budget, Segment.RECORD_HEADER + layout.payloadBytes(1));
  }

  /** Goes over to items when the segments do not fit any more, and back when they do. */
  void fit() {
    boolean fits = table.heldBytes() <= (inUse ? cacheBytes * TO_SPARE : cacheBytes);
    if (possible && fits == inUse) {
      inUse = !fits;
      table.cacheSegments(fits);
      cache = ofBytes(inUse ? cacheBytes : 0);
    }
  }

  /** What is found from now on stays where it is until the next call. */
  void begin() {
    cache.begin();
  }

  /** Offset in {@link #bytes} of the item's record, a run of one step; -1 when it is not here. */
  int find(int slot) {
    return inUse ? cache.find(slot) : -1;
  }

  /** The array with the record of an item that was found. */
  byte[] bytes(int slot) {
    return cache.bytes(slot);
  }

  /**
   * Keeps an item that was read, unless those that are kept are likelier to be drawn again.
   *
   * @param row of it in the run
   */
  void offer(int slot, Segment segment, int run, int row, ItemCache.Likelihood likelihood) {
    if (!inUse || segment.isOpen() || cache.find(slot) >= 0) {
      return;
    }
    int at = cache.admit(slot, likelihood);
    if (at >= 0) {
      copy(segment, run, row, cache.bytes(slot), at);
    }
  }

  private void copy(Segment segment, int run, int row, byte[] target, int at) {
    int steps = segment.steps(run);
    boolean last = row == steps - 1;
    Segment.putRecordHeader(
        target,
        at,
        segment.episode(run),
        segment.firstStep(run) + row,
        1,
        Segment.flags(last && segment.terminated(run), last && segment.truncated(run)));
    layout.copyRows(
        segment.bytes(),
        segment.payload(run),
        steps,
        row,
        row + 1,
        target,
        at + Segment.RECORD_HEADER);
  }

  /** The item has gone. */
  void forget(int slot) {
    if (inUse) {
      cache.forget(slot);
    }
  }
}
