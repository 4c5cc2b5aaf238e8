package dev.cairn.replay;

/**
 * Copies what lives in a segment into the open segments of survivors, so that the segment can go.
 *
 * <p>Of compressed columns the blocks that surviving rows are in go with them, as they are. Rows
 * that items share are copied once: items that overlap stay together and go to the segment of the
 * best tier among them. Not thread-safe.
 */
final class Cleaner {

  private final Layout layout;
  private final CompressedRows compressed;
  private final SegmentTable table;
  private final OpenSegments open;

  Cleaner(Signature signature, SegmentTable table, OpenSegments open) {
    layout = new Layout(signature);
    compressed = new CompressedRows(signature);
    this.table = table;
    this.open = open;
  }

  /** Empties a sealed segment. The caller releases it. */
  void empty(int number, PayloadStore.Placement placement) {
    Segment source = table.lastLook(number);
    SegmentState state = table.state(number);
    int from = 0;
    int to = 0;
    int tier = 0;
    for (int row = 0; row < state.rows; row++) {
      int slot = state.isLive(row) ? source.slot(row) : -1;
      if (slot < 0 || !placement.isAt(slot, number, row)) {
        continue;
      }
      int begin = table.begin(row, table.before(state, row));
      int itsTier = placement.tier(slot);
      boolean joins =
          begin < to || (begin == to && from < to && itsTier == tier && state.continues(begin));
      if (joins) {
        tier = Math.min(tier, itsTier);
      } else {
        move(source, number, from, to, tier, placement);
        from = begin;
        tier = itsTier;
      }
      to = Math.max(to, row + placement.length(slot));
    }
    move(source, number, from, to, tier, placement);
    table.clear(number);
  }

  /** Moves the items that start in [from, to), rows of one run, to survivors of that tier. */
  private void move(
      Segment source, int number, int from, int to, int tier, PayloadStore.Placement placement) {
    if (from == to) {
      return;
    }
    int run = source.runOf(from);
    int first = source.firstRow(run);
    int steps = source.steps(run);
    boolean last = to == first + steps;
    int which = tier + 1;
    int raw = layout.payloadBytes(to - from);
    compressed.add(
        source.bytes(),
        source.payload(run) + layout.payloadBytes(steps),
        from - first,
        to - first,
        true);
    int copy =
        open.append(
            which,
            source.episode(run),
            source.firstStep(run) + from - first,
            to - from,
            Segment.flags(last && source.terminated(run), last && source.truncated(run)),
            raw + compressed.bytes());
    Segment target = open.segment(which);
    layout.copyRows(
        source.bytes(),
        source.payload(run),
        steps,
        from - first,
        to - first,
        target.bytes(),
        target.payload(copy));
    compressed.write(target.bytes(), target.payload(copy) + raw);
    compressed.clear();
    int now = open.number(which);
    for (int row = from; row < to; row++) {
      int slot = source.slot(row);
      if (slot >= 0 && placement.isAt(slot, number, row)) {
        int newRow = target.firstRow(copy) + row - from;
        target.place(newRow, slot);
        placement.moved(slot, now, newRow, table.cover(now, newRow, placement.length(slot)));
      }
    }
  }
}
