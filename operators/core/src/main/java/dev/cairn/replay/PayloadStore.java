package dev.cairn.replay;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The payload of a shard: a small log-structured store of {@link Segment}s over a {@link
 * BlockStore}.
 *
 * <p>Runs are appended to an open segment, which is written when full, and at a snapshot without
 * being closed: so a quiet table does not break into crumbs. A number is used again once its last
 * row died: its block is then overwritten in place. Blocks beyond 1.25 times the number of segments
 * are removed.
 *
 * <p>A sealed segment of which less than {@code cleanBelow} of the bytes is needed by its live rows
 * is cleaned: survivors go to the open survivor segment of their tier. Most segments die in order
 * of arrival and empty by themselves soon after they fall below the bound, so cleaning waits until
 * two further segments were sealed.
 *
 * <p>Costs: an append is one copy, a block is put once a segment. Not thread-safe.
 */
final class PayloadStore {

  /** What the index does while a segment is cleaned. */
  interface Placement {
    /** Tier of the item in the slot. */
    int tier(int slot);

    /** The item's row is now elsewhere. */
    void moved(int slot, int segment, int row, boolean continues);
  }

  private static final int SHARES = 16;
  private static final long PATIENCE = 2;
  // Blocks kept to be overwritten, for each segment.
  private static final double SPARE = 0.25;
  // Under pressure, cleaning one whose live share is above this would copy much to gain little.
  private static final int WORTH_CLEANING = SHARES * 2 / 3;

  private final Layout layout;
  private final BlockStore store;
  private final int segmentBytes;
  private final double cleanBelow;
  private final SegmentCache cache;

  private @Nullable SegmentState[] states = new @Nullable SegmentState[16];
  private final NumberSet used = new NumberSet();
  private final NumberSet stale = new NumberSet();
  private final int[] shareHeads = new int[SHARES];
  private long shareMask;
  // Pairs of (number, lowSince), oldest first.
  private final ArrayDeque<long[]> low = new ArrayDeque<>();

  // One for arriving runs, then one for the survivors of each tier; -1 when not open.
  private final int[] openNumbers;
  private final @Nullable Segment[] open;
  private final boolean[] openChanged;

  private long sealed;
  private long heldBytes;
  private long liveBytes;
  private long cleaned;

  PayloadStore(
      Layout layout,
      BlockStore store,
      int segmentBytes,
      double cleanBelow,
      int tiers,
      long cacheBytes) {
    this.layout = layout;
    this.store = store;
    this.segmentBytes = segmentBytes;
    this.cleanBelow = cleanBelow;
    cache = new SegmentCache(cacheBytes);
    openNumbers = new int[tiers + 1];
    open = new @Nullable Segment[tiers + 1];
    openChanged = new boolean[tiers + 1];
    Arrays.fill(openNumbers, -1);
    Arrays.fill(shareHeads, -1);
  }

  /** Bytes that the store holds or will hold, dead rows and blocks to be overwritten included. */
  long heldBytes() {
    return heldBytes;
  }

  /** Bytes that the live rows would take if every segment held nothing else. */
  long liveBytes() {
    return liveBytes;
  }

  int segments() {
    return used.size();
  }

  /** Segments cleaned since this object was made. */
  long cleaned() {
    return cleaned;
  }

  /** Number of the segment to which the last run was appended. */
  int arrivals() {
    return openNumbers[0];
  }

  /** Appends a run, no row of which is live yet; returns its first row in {@link #arrivals}. */
  int append(Run run) {
    int at =
        appendRun(
            0,
            run.episode(),
            run.firstStep(),
            run.steps(),
            Segment.flags(run.terminated(), run.truncated()));
    Segment segment = opened(0);
    System.arraycopy(run.payload(), 0, segment.bytes(), segment.payload(at), run.payload().length);
    return segment.firstRow(at);
  }

  private int appendRun(int which, long episode, long firstStep, int steps, int flags) {
    int payloadBytes = layout.payloadBytes(steps);
    int cost = Segment.RUN_BYTES + steps * Segment.SLOT_BYTES + payloadBytes;
    if (openNumbers[which] >= 0 && opened(which).storedBytes() + cost > segmentBytes) {
      seal(which);
    }
    if (openNumbers[which] < 0) {
      begin(which, cost);
    }
    int number = openNumbers[which];
    Segment segment = opened(which);
    SegmentState state = state(number);
    int run = segment.append(episode, firstStep, steps, flags, payloadBytes);
    state.start(segment.firstRow(run));
    heldBytes -= state.held();
    state.rows = segment.rows();
    state.bytes = segment.storedBytes();
    heldBytes += state.held();
    openChanged[which] = true;
    return run;
  }

  private void begin(int which, int cost) {
    int number = used.firstAbsent();
    used.add(number);
    stale.remove(number);
    if (number >= states.length) {
      states = Arrays.copyOf(states, Math.max(number + 1, states.length * 2));
    }
    SegmentState state = states[number];
    if (state == null) {
      state = new SegmentState();
      states[number] = state;
    }
    state.open();
    Segment segment = new Segment(Math.max(cost, segmentBytes));
    openNumbers[which] = number;
    open[which] = segment;
    cache.pin(number, segment);
  }

  /** Gives the row of an open segment to the item in the slot; says whether the row continues. */
  boolean place(int number, int row, int slot) {
    Segment segment = cache.get(number);
    if (segment == null) {
      throw new IllegalStateException("rows are placed in an open segment: segment=" + number);
    }
    segment.place(row, slot);
    SegmentState state = state(number);
    liveBytes -= compactBytes(state);
    state.revive(row);
    liveBytes += compactBytes(state);
    return state.continues(row);
  }

  /** The row's item has gone. */
  void kill(int number, int row) {
    SegmentState state = state(number);
    liveBytes -= compactBytes(state);
    state.kill(row);
    liveBytes += compactBytes(state);
    if (state.phase != SegmentState.Phase.SEALED) {
      return;
    }
    if (state.live == 0) {
      release(number);
    } else {
      file(number, state);
    }
  }

  /** Seals the arrivals' segment once it is full; call after every run. */
  void endRun() {
    if (openNumbers[0] >= 0 && opened(0).storedBytes() >= segmentBytes) {
      seal(0);
    }
  }

  /** The segment of that number, from memory or from the store. */
  Segment segment(int number) {
    Segment segment = cache.get(number);
    if (segment == null) {
      segment = load(number);
      cache.put(number, segment);
    }
    return segment;
  }

  /** Cleans the segments whose time has come. */
  void clean(Placement placement) {
    while (!low.isEmpty() && low.getFirst()[1] + PATIENCE <= sealed) {
      long[] entry = low.removeFirst();
      SegmentState state = state((int) entry[0]);
      if (state.phase == SegmentState.Phase.SEALED && state.lowSince == entry[1]) {
        clean((int) entry[0], placement);
      }
    }
  }

  /**
   * Gives back some of the bytes held that no live row needs: a block that waits to be overwritten,
   * or else the dead rows of the segment with the smallest live share. False when nothing is worth
   * it.
   */
  boolean relieve(Placement placement) {
    if (stale.size() > 0) {
      removeBlock(stale.last());
      return true;
    }
    for (int which = 0; which < open.length; which++) {
      if (openNumbers[which] >= 0 && state(openNumbers[which]).live == 0) {
        close(which);
        return true;
      }
    }
    if (shareMask == 0 || Long.numberOfTrailingZeros(shareMask) > WORTH_CLEANING) {
      return false;
    }
    clean(shareHeads[Long.numberOfTrailingZeros(shareMask)], placement);
    return true;
  }

  private void clean(int number, Placement placement) {
    Segment cached = cache.get(number);
    Segment source = cached == null ? load(number) : cached;
    SegmentState state = state(number);
    int row = 0;
    while (row < state.rows) {
      if (!state.isLive(row)) {
        row++;
        continue;
      }
      int tier = placement.tier(source.slot(row));
      int end = row + 1;
      while (end < state.rows
          && state.isLive(end)
          && state.continues(end)
          && placement.tier(source.slot(end)) == tier) {
        end++;
      }
      move(source, row, end, tier, placement);
      row = end;
    }
    liveBytes -= compactBytes(state);
    state.live = 0;
    release(number);
    cleaned++;
  }

  private void move(Segment source, int from, int to, int tier, Placement placement) {
    int run = source.runOf(from);
    int first = source.firstRow(run);
    int steps = source.steps(run);
    boolean last = to == first + steps;
    int which = tier + 1;
    int copy =
        appendRun(
            which,
            source.episode(run),
            source.firstStep(run) + from - first,
            to - from,
            Segment.flags(last && source.terminated(run), last && source.truncated(run)));
    Segment target = opened(which);
    layout.copyRows(
        source.bytes(),
        source.payload(run),
        steps,
        from - first,
        to - first,
        target.bytes(),
        target.payload(copy));
    int number = openNumbers[which];
    for (int row = from; row < to; row++) {
      int slot = source.slot(row);
      int newRow = target.firstRow(copy) + row - from;
      placement.moved(slot, number, newRow, place(number, newRow, slot));
    }
  }

  private void seal(int which) {
    int number = openNumbers[which];
    SegmentState state = state(number);
    Segment segment = opened(which);
    if (which == 0) {
      sealed++;
    }
    if (state.live == 0) {
      close(which);
      return;
    }
    byte[] block = segment.encode();
    write(number, state, block);
    openNumbers[which] = -1;
    open[which] = null;
    state.phase = SegmentState.Phase.SEALED;
    cache.put(number, Segment.parse(block));
    file(number, state);
  }

  private void close(int which) {
    int number = openNumbers[which];
    openNumbers[which] = -1;
    open[which] = null;
    release(number);
  }

  private void write(int number, SegmentState state, byte[] block) {
    store.put(number, block);
    heldBytes -= state.held();
    state.storedBytes = block.length;
    heldBytes += state.held();
  }

  private void release(int number) {
    SegmentState state = state(number);
    unfile(number, state);
    heldBytes -= state.held();
    state.free();
    heldBytes += state.held();
    cache.remove(number);
    used.remove(number);
    if (state.storedBytes > 0) {
      stale.add(number);
    }
    while (stale.size() > used.size() * SPARE) {
      removeBlock(stale.last());
    }
  }

  private void removeBlock(int number) {
    SegmentState state = state(number);
    store.remove(number);
    stale.remove(number);
    heldBytes -= state.storedBytes;
    state.storedBytes = 0;
  }

  /** Puts a sealed segment into the list of its live share. */
  private void file(int number, SegmentState state) {
    long compact = compactBytes(state);
    int share = (int) Math.min(SHARES - 1, compact * SHARES / state.bytes);
    if (share != state.share) {
      unfile(number, state);
      state.share = share;
      state.next = shareHeads[share];
      if (state.next >= 0) {
        state(state.next).previous = number;
      }
      shareHeads[share] = number;
      shareMask |= 1L << share;
    }
    if (state.lowSince < 0 && compact < cleanBelow * state.bytes) {
      state.lowSince = sealed;
      low.addLast(new long[] {number, sealed});
    }
  }

  private void unfile(int number, SegmentState state) {
    if (state.share < 0) {
      return;
    }
    if (state.next >= 0) {
      state(state.next).previous = state.previous;
    }
    if (state.previous >= 0) {
      state(state.previous).next = state.next;
    } else {
      shareHeads[state.share] = state.next;
      if (state.next < 0) {
        shareMask &= ~(1L << state.share);
      }
    }
    state.share = -1;
    state.previous = -1;
    state.next = -1;
  }

  private long compactBytes(SegmentState state) {
    if (state.live == 0) {
      return 0;
    }
    return Segment.HEADER_BYTES
        + (long) state.live * (layout.rowBytes + Segment.SLOT_BYTES)
        + (long) state.stretches * (layout.observationBytes + Segment.RUN_BYTES);
  }

  private Segment load(int number) {
    byte[] block = store.get(number);
    if (block == null) {
      throw new IllegalStateException(
          "a segment with live rows must be in the store: segment="
              + number
              + "; the state is incomplete, restore from an older checkpoint");
    }
    return Segment.parse(block);
  }

  private Segment opened(int which) {
    Segment segment = open[which];
    if (segment == null) {
      throw new IllegalStateException("segment must be open: which=" + which);
    }
    return segment;
  }

  private SegmentState state(int number) {
    SegmentState state = number < states.length ? states[number] : null;
    if (state == null) {
      throw new IllegalStateException("segment must exist: segment=" + number);
    }
    return state;
  }

  /** Whether an item has the row; for checks. */
  boolean isLive(int number, int row) {
    return state(number).isLive(row);
  }

  /** Rows that live, counted one by one; for checks. */
  long liveRows() {
    long rows = 0;
    for (SegmentState state : states) {
      for (int row = 0; state != null && row < state.rows; row++) {
        rows += state.isLive(row) ? 1 : 0;
      }
    }
    return rows;
  }

  /** {@link #liveBytes} counted anew; for checks. */
  long recountedLiveBytes() {
    long bytes = 0;
    for (SegmentState state : states) {
      bytes += state == null ? 0 : compactBytes(state);
    }
    return bytes;
  }

  /** {@link #heldBytes} counted anew; for checks. */
  long recountedHeldBytes() {
    long bytes = 0;
    for (SegmentState state : states) {
      bytes += state == null ? 0 : state.held();
    }
    return bytes;
  }

  /** Writes the open segments into the store and what else has to be known into the header. */
  void snapshot(DataOutput header) throws IOException {
    for (int which = 0; which < open.length; which++) {
      if (openNumbers[which] >= 0 && openChanged[which]) {
        write(openNumbers[which], state(openNumbers[which]), opened(which).encode());
        openChanged[which] = false;
      }
    }
    header.writeLong(sealed);
    header.writeInt(openNumbers.length);
    for (int number : openNumbers) {
      header.writeInt(number);
    }
    int end = Math.max(used.last(), stale.last()) + 1;
    header.writeInt(end);
    for (int number = 0; number < end; number++) {
      SegmentState state = states[number];
      header.writeByte(state == null ? 0 : state.phase.ordinal());
      header.writeInt(state == null ? 0 : state.storedBytes);
      header.writeInt(state == null ? 0 : state.rows);
    }
    low.removeIf(entry -> state((int) entry[0]).lowSince != entry[1]);
    header.writeInt(low.size());
    for (long[] entry : low) {
      header.writeInt((int) entry[0]);
      header.writeLong(entry[1]);
    }
  }

  /**
   * Reads what {@link #snapshot} wrote. Then {@link #adopt} every live row, then {@link
   * #endRestore}.
   */
  void restore(DataInput header) throws IOException {
    sealed = header.readLong();
    int opens = header.readInt();
    int[] numbers = new int[opens];
    for (int which = 0; which < opens; which++) {
      numbers[which] = header.readInt();
    }
    int end = header.readInt();
    states = new @Nullable SegmentState[Math.max(16, end)];
    SegmentState.Phase[] phases = SegmentState.Phase.values();
    for (int number = 0; number < end; number++) {
      SegmentState state = new SegmentState();
      states[number] = state;
      state.phase = phases[header.readByte()];
      state.storedBytes = header.readInt();
      state.rows = header.readInt();
      if (state.phase != SegmentState.Phase.FREE) {
        state.bytes = state.storedBytes;
        used.add(number);
      } else if (state.storedBytes > 0) {
        stale.add(number);
      }
      heldBytes += state.storedBytes;
    }
    for (int which = 0; which < opens; which++) {
      reopen(which, numbers[which]);
    }
    int lows = header.readInt();
    for (int i = 0; i < lows; i++) {
      int number = header.readInt();
      long since = header.readLong();
      low.addLast(new long[] {number, since});
      state(number).lowSince = since;
    }
  }

  private void reopen(int which, int number) {
    if (number < 0) {
      return;
    }
    if (which >= open.length) {
      // The table has fewer tiers now.
      state(number).phase = SegmentState.Phase.SEALED;
      return;
    }
    byte[] block = store.get(number);
    if (block == null) {
      throw new IllegalArgumentException(
          "every open segment must be in the store: segment="
              + number
              + "; the state is incomplete, restore from an older checkpoint");
    }
    Segment segment = Segment.parse(block).reopen(segmentBytes);
    openNumbers[which] = number;
    open[which] = segment;
    cache.pin(number, segment);
    SegmentState state = state(number);
    for (int run = 0; run < segment.runs(); run++) {
      state.start(segment.firstRow(run));
    }
  }

  /** The row is live; after {@link #restore}. */
  void adopt(int number, int row, boolean continues) {
    SegmentState state = state(number);
    if (!continues) {
      state.start(row);
    }
    state.revive(row);
  }

  void endRestore() {
    for (int number = 0; number < states.length; number++) {
      SegmentState state = states[number];
      if (state != null && state.phase != SegmentState.Phase.FREE) {
        liveBytes += compactBytes(state);
        if (state.phase == SegmentState.Phase.SEALED) {
          file(number, state);
        }
      }
    }
  }
}
