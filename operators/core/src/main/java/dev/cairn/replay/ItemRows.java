package dev.cairn.replay;

/**
 * The rows of one item at a time, where they lie: moved from item to item, so that a batch makes no
 * objects for them. Not thread-safe.
 */
final class ItemRows {

  private final Layout layout;
  private final ItemIndex index;
  private final PayloadStore payload;

  private Segment segment = new Segment(0);
  private byte[] bytes = new byte[0];
  private int run;
  private int base;
  private int runSteps;
  private int first;
  private int length;

  ItemRows(Layout layout, ItemIndex index, PayloadStore payload) {
    this.layout = layout;
    this.index = index;
    this.payload = payload;
  }

  /** Steps of the item in a slot. */
  int length(int slot) {
    return index.page(slot).length(slot & IndexPage.MASK);
  }

  /** Goes to the item in the slot. */
  void moveTo(int slot) {
    IndexPage page = index.page(slot);
    int at = slot & IndexPage.MASK;
    segment = payload.segment(page.segment(at));
    int row = page.row(at);
    run = segment.runOf(row);
    bytes = segment.bytes();
    base = segment.payload(run);
    runSteps = segment.steps(run);
    first = row - segment.firstRow(run);
    length = page.length(at);
  }

  int length() {
    return length;
  }

  long episode() {
    return segment.episode(run);
  }

  /** Index in the episode of the item's first step. */
  long firstStep() {
    return segment.firstStep(run) + first;
  }

  /** The item's last step ended the episode in a terminal state. */
  boolean terminated() {
    return first + length == runSteps && segment.terminated(run);
  }

  /** The item's last step ended the episode from outside. */
  boolean truncated() {
    return first + length == runSteps && segment.truncated(run);
  }

  /** Copies so many rows of a column that is not stacked, from a step of the item on. */
  void copy(int column, int step, int rows, byte[] target, int at) {
    int width = layout.width[column];
    int from = base + layout.offset(column, runSteps) + (first + step) * width;
    copy(bytes, from, target, at, rows * width);
  }

  /**
   * Copies the stack of one observation: its row and the rows before it, oldest first; the first
   * row that there is stands in for those before it.
   */
  void copyStack(int column, int step, byte[] target, int at) {
    int width = layout.width[column];
    int frames = layout.stack[column];
    int from = base + layout.offset(column, runSteps);
    int oldest = first + step - frames + 1;
    int missing = Math.max(0, -oldest);
    for (int i = 0; i < missing; i++) {
      copy(bytes, from, target, at + i * width, width);
    }
    int there = Math.max(0, oldest);
    copy(bytes, from + there * width, target, at + missing * width, (frames - missing) * width);
  }

  /** A number of a float32 or float64 column at a step of the item. */
  double number(int column, int step) {
    int width = layout.width[column];
    int at = base + layout.offset(column, runSteps) + (first + step) * width;
    return width == 8 ? LittleEndian.getDouble(bytes, at) : LittleEndian.getFloat(bytes, at);
  }

  // A call of arraycopy costs more than what most columns need.
  private static void copy(byte[] source, int from, byte[] target, int to, int width) {
    switch (width) {
      case 1 -> target[to] = source[from];
      case 4 -> LittleEndian.putInt(target, to, LittleEndian.getInt(source, from));
      case 8 -> LittleEndian.putLong(target, to, LittleEndian.getLong(source, from));
      case 16 -> {
        LittleEndian.putLong(target, to, LittleEndian.getLong(source, from));
        LittleEndian.putLong(target, to + 8, LittleEndian.getLong(source, from + 8));
      }
      default -> System.arraycopy(source, from, target, to, width);
    }
  }
}
