package dev.cairn.replay.trajectory;

/** Fragments: each chunk is an item, as it came. */
final class FragmentCutter implements Cutter {

  @Override
  public long cut(long next, Steps steps, End end, Items items) {
    if (next < steps.end()) {
      items.add(next, (int) (steps.end() - next));
    }
    return steps.end();
  }
}
