package dev.cairn.replay;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The payload of a shard: a small log-structured store of {@link Segment}s over a {@link
 * BlockStore}.
 *
 * <p>Runs are appended to an open segment, which is written when full. Items are stretches of their
 * rows and may overlap: a row lives while any item covers it. A sealed segment of which less than
 * {@code cleanBelow} of the bytes is needed by its live rows is cleaned: survivors go to the open
 * survivor segment of their tier.
 *
 * <p>Costs: an append is one copy, a block is put once a segment, an item of n steps costs n counts
 * when it comes and when it goes (none where every item is one row). Not thread-safe.
 */
final class PayloadStore {

  /** What the index knows and does while a segment is cleaned. */
  interface Placement {
    /** Whether the slot holds an item that starts at that row. */
    boolean isAt(int slot, int segment, int row);

    /** Tier of the item in the slot. */
    int tier(int slot);

    /** Steps of the item in the slot. */
    int length(int slot);

    /** The item's first row is now elsewhere; {@code before} as {@link #place} returns it. */
    void moved(int slot, int segment, int row, int before);
  }

  private final SegmentTable table;
  private final LiveShares shares;
  private final OpenSegments open;
  private final Cleaner cleaner;
  private final CachedItems items;
  private long cleaned;
  private long reads;

  PayloadStore(TableSpec spec, BlockStore store) {
    Layout layout = new Layout(spec.signature());
    table = new SegmentTable(layout, hasSpans(spec), store, spec.cacheBytes() / spec.shards());
    shares = new LiveShares(table, spec.cleanBelow());
    open = new OpenSegments(table, shares, spec.segmentBytes(), spec.tiers().size());
    cleaner = new Cleaner(spec.signature(), table, open);
    boolean alike = !hasSpans(spec) && !spec.signature().compressed();
    items = new CachedItems(layout, table, alike, spec.cacheBytes() / spec.shards());
  }

  /** Items that are cached one by one. */
  CachedItems items() {
    return items;
  }

  /** Whether an item of the table can cover more than the row at which it starts. */
  static boolean hasSpans(TableSpec spec) {
    return spec.storage().maxLength(spec.maxChunkSteps()) > 1 || spec.signature().context() > 0;
  }

  /** Bytes that the store holds or will hold, dead rows and blocks to be overwritten included. */
  long heldBytes() {
    return table.heldBytes();
  }

  /** Bytes that the live rows would take if every segment held nothing else. */
  long liveBytes() {
    return table.liveBytes();
  }

  /** Bytes of a live row; of what is compressed, what it takes on average. */
  long rowBytes() {
    return table.rowBytes();
  }

  int segments() {
    return table.segments();
  }

  /** Segments cleaned since this object was made. */
  long cleaned() {
    return cleaned;
  }

  /** Counts items whose payload was asked for. */
  void countReads(int items) {
    reads += items;
  }

  /** Items whose payload was asked for since this object was made. */
  long reads() {
    return reads;
  }

  /** Segments that had to be read from the store for that. */
  long loads() {
    return table.loads;
  }

  /** Number of the segment to which the last run was appended. */
  int arrivals() {
    return open.number(OpenSegments.ARRIVALS);
  }

  /** Appends a run, no row of which is live yet; returns its first row in {@link #arrivals}. */
  int append(Run run) {
    int at =
        open.append(
            OpenSegments.ARRIVALS,
            run.episode(),
            run.firstStep(),
            run.steps(),
            Segment.flags(run.terminated(), run.truncated()),
            run.payload().length);
    Segment segment = open.segment(OpenSegments.ARRIVALS);
    System.arraycopy(run.payload(), 0, segment.bytes(), segment.payload(at), run.payload().length);
    return segment.firstRow(at);
  }

  /**
   * Gives rows of the run appended last to the item in the slot.
   *
   * @param row where it starts
   * @param steps rows that it covers from there
   * @return rows of its run before it, as far as they matter; to be kept with it
   */
  int place(int row, int slot, int steps) {
    open.segment(OpenSegments.ARRIVALS).place(row, slot);
    return table.cover(arrivals(), row, steps);
  }

  /** The item that starts at the row has gone. */
  void kill(int number, int row, int before, int steps) {
    table.uncover(number, row, before, steps);
    SegmentState state = table.state(number);
    if (state.phase != SegmentState.Phase.SEALED) {
      return;
    }
    if (state.live == 0) {
      shares.release(number);
    } else {
      shares.file(number);
    }
  }

  /** Seals the arrivals' segment once it is full; call after every run. */
  void endRun() {
    open.endRun();
    items.fit();
  }

  /** The segment of that number, from memory or from the store. */
  Segment segment(int number) {
    return table.segment(number);
  }

  /** Cleans the segments whose time has come. */
  void clean(Placement placement) {
    for (int number = shares.nextDue(); number >= 0; number = shares.nextDue()) {
      clean(number, placement);
    }
  }

  /**
   * Gives back some of the bytes held that no live row needs: a block that waits to be overwritten,
   * or else the dead rows of the segment with the smallest live share. False when nothing is worth
   * it.
   */
  boolean relieve(Placement placement) {
    if (table.removeSpare() || open.closeEmpty()) {
      return true;
    }
    int number = shares.emptiest();
    if (number < 0) {
      return false;
    }
    clean(number, placement);
    return true;
  }

  private void clean(int number, Placement placement) {
    cleaner.empty(number, placement);
    shares.release(number);
    cleaned++;
  }

  /** Writes the open segments into the store and what else has to be known into the header. */
  void snapshot(DataOutput header) throws IOException {
    shares.writeClock(header);
    open.snapshot(header);
    int end = table.end();
    header.writeInt(end);
    for (int number = 0; number < end; number++) {
      SegmentState state = table.known(number);
      header.writeByte(state == null ? 0 : state.phase.ordinal());
      header.writeInt(state == null ? 0 : state.storedBytes);
      header.writeInt(state == null ? 0 : state.rows);
    }
    shares.writeLow(header);
  }

  /**
   * Reads what {@link #snapshot} wrote. Then {@link #adopt} every item, then {@link #endRestore}.
   */
  void restore(DataInput header) throws IOException {
    shares.readClock(header);
    int[] numbers = OpenSegments.read(header);
    int end = header.readInt();
    table.restore(end);
    SegmentState.Phase[] phases = SegmentState.Phase.values();
    for (int number = 0; number < end; number++) {
      SegmentState.Phase phase = phases[header.readByte()];
      int storedBytes = header.readInt();
      table.restore(number, phase, storedBytes, header.readInt());
    }
    open.reopen(numbers);
    shares.readLow(header);
  }

  /** An item has these rows, with {@code before} as {@link #place} returned it. */
  void adopt(int number, int row, int before, int steps) {
    table.adopt(number, row, before, steps);
  }

  void endRestore() {
    for (int number = 0; number < table.end(); number++) {
      SegmentState state = table.known(number);
      if (state != null && state.phase == SegmentState.Phase.SEALED) {
        shares.file(number);
      }
    }
    items.fit();
  }

  /** What is known of a segment; null when the number never was one. For checks. */
  @Nullable SegmentState state(int number) {
    return table.known(number);
  }

  /** Numbers of segments are below this; for checks. */
  int end() {
    return table.end();
  }

  /** Bytes that the live rows of a segment would take alone; for checks. */
  long compactBytes(SegmentState state) {
    return table.compactBytes(state);
  }
}
