package dev.cairn.replay.trajectory;

import dev.cairn.replay.StorageUnit;
import dev.cairn.replay.StorageUnit.Boundary;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongToIntFunction;

/** Items of a whole stretch, by the words of the storage unit: slow and without any state. */
final class ReferenceItems {

  /** An item: its first step and its number of steps. */
  record Expected(long first, int length) {}

  private ReferenceItems() {}

  /**
   * @param first first step that came
   * @param end after the last step
   * @param interrupted the rest of the episode never came
   * @param n steps of the transition that starts at a step
   */
  static List<Expected> of(
      StorageUnit unit,
      KnownEpisode episode,
      int first,
      int end,
      boolean interrupted,
      LongToIntFunction n) {
    List<Expected> items = new ArrayList<>();
    if (unit instanceof StorageUnit.Timesteps) {
      for (int step = first; step < end; step++) {
        items.add(new Expected(step, Math.min(n.applyAsInt(step), end - step)));
      }
    } else if (unit instanceof StorageUnit.Sequences sequences) {
      sequences(sequences, first, end, items);
    } else if (unit instanceof StorageUnit.Episodes episodes) {
      episodes(episodes.maxLength(), first, end, interrupted, items);
    } else if (unit instanceof StorageUnit.Options options) {
      options(options.maxLength(), episode, first, end, items);
    }
    return items;
  }

  private static void sequences(
      StorageUnit.Sequences unit, int first, int end, List<Expected> items) {
    int covered = first;
    int start = first;
    for (; start + unit.length() <= end; start += unit.period()) {
      items.add(new Expected(start, unit.length()));
      covered = start + unit.length();
    }
    if (covered == end || unit.boundary() == Boundary.DROP) {
      return;
    }
    if (unit.boundary() == Boundary.CARRY && end - first >= unit.length()) {
      items.add(new Expected(end - unit.length(), unit.length()));
    } else if (end - start > unit.burnIn()) {
      items.add(new Expected(start, end - start));
    }
  }

  private static void episodes(
      int max, int first, int end, boolean interrupted, List<Expected> items) {
    if (first > 0) {
      return;
    }
    int start = 0;
    for (; end - start > max; start += max) {
      items.add(new Expected(start, max));
    }
    if (!interrupted) {
      items.add(new Expected(start, end - start));
    }
  }

  private static void options(
      int max, KnownEpisode episode, int first, int end, List<Expected> items) {
    int start = first;
    for (int step = first + 1; step <= end; step++) {
      if (step == end || step - start == max || episode.option(step) != episode.option(start)) {
        items.add(new Expected(start, step - start));
        start = step;
      }
    }
  }
}
