package dev.cairn.replay.trajectory;

import dev.cairn.replay.Run;
import dev.cairn.replay.TableSpec;
import java.util.List;

/**
 * Makes runs of items that were cut together. Items whose first steps follow on one another share a
 * run, and so the steps they overlap in, unless the policy version changes or the run becomes
 * longer than a chunk may be. Immutable.
 */
final class RunMaker {

  private final int context;
  private final int maxSteps;
  private final ItemValue value;

  RunMaker(TableSpec table) {
    context = table.signature().context();
    maxSteps = table.maxChunkSteps();
    value = new ItemValue(table.storage());
  }

  /**
   * An item that was cut.
   *
   * @param first index in the episode of its first step
   * @param length steps
   */
  record Item(long first, int length) {
    long end() {
      return first + length;
    }
  }

  /**
   * How an episode ended: the flags of its last step, both false where it goes on or was
   * interrupted, and its return, NaN where it is not known.
   */
  record Ending(boolean terminated, boolean truncated, double episodeReturn) {
    static final Ending NONE = new Ending(false, false, Double.NaN);
  }

  void make(List<Item> items, Window window, Stretch stretch, Ending ending, Assembled out) {
    int from = 0;
    while (from < items.size()) {
      Item first = items.get(from);
      long version = window.at(first.first()).policyVersion();
      int to = from + 1;
      while (to < items.size()
          && items.get(to).first() - first.first() < maxSteps
          && window.at(items.get(to).first()).policyVersion() == version) {
        to++;
      }
      Run run = run(items.subList(from, to), version, window, stretch, ending);
      out.add(
          new Assembled.StartedRun(stretch.incarnation(), window.at(first.first()).number(), run));
      from = to;
    }
  }

  private Run run(List<Item> items, long version, Window window, Stretch stretch, Ending ending) {
    long from = Math.max(window.first(), items.get(0).first() - context);
    long to = items.stream().mapToLong(Item::end).max().orElse(from);
    int count = items.size();
    long[] ids = new long[count];
    int[] rows = new int[count];
    int[] lengths = new int[count];
    float[] initial = new float[count];
    float[] steps = window.initial(from, to);
    for (int i = 0; i < count; i++) {
      Item item = items.get(i);
      ids[i] = window.id(item.first());
      rows[i] = (int) (item.first() - from);
      lengths[i] = item.length();
      initial[i] = value.of(steps, rows[i], rows[i] + lengths[i]);
    }
    boolean last = to == window.end();
    return new Run(
        version,
        stretch.episode(),
        from,
        (int) (to - from),
        last && ending.terminated(),
        last && ending.truncated(),
        window.payload(from, to),
        ids,
        rows,
        lengths,
        initial,
        ending.episodeReturn());
  }
}
