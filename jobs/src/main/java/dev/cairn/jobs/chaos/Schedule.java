package dev.cairn.jobs.chaos;

import dev.cairn.jobs.chaos.fault.Fault;
import dev.cairn.jobs.chaos.fault.FaultKind;
import dev.cairn.jobs.cluster.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Faults of a run and when they come, made from the seed alone. Kinds are dealt like cards: none
 * comes again before all have come.
 *
 * @param entries in their order
 */
record Schedule(List<Entry> entries) {

  /**
   * A fault that will come.
   *
   * @param number in the run, from 0
   * @param after how long after the one before it began, or after all flowed again
   * @param kind of the fault
   * @param fault itself
   */
  record Entry(int number, Duration after, String kind, Fault fault) {

    /** For people. */
    @Override
    public String toString() {
      String text =
          String.format(
              Locale.ROOT,
              "fault %d: %s %s, after %.1f s",
              number + 1,
              kind,
              fault.target(),
              after.toMillis() / 1000.0);
      return fault.lasts().isZero()
          ? text
          : text + String.format(Locale.ROOT, ", for %.1f s", fault.lasts().toMillis() / 1000.0);
    }
  }

  Schedule {
    entries = List.copyOf(entries);
  }

  /**
   * @param faults how many, at least 0
   * @param kinds at least one
   * @param roles every process of the run
   * @param gap mean time between the beginnings of two; the times are exponential, up to three
   *     means
   */
  static Schedule of(long seed, int faults, List<FaultKind> kinds, List<Role> roles, Duration gap) {
    SplittableRandom random = new SplittableRandom(seed);
    List<FaultKind> deck = new ArrayList<>();
    List<Entry> entries = new ArrayList<>();
    for (int number = 0; number < faults; number++) {
      if (deck.isEmpty()) {
        deck.addAll(kinds);
        Collections.shuffle(deck, new Random(random.nextLong()));
      }
      FaultKind kind = deck.remove(deck.size() - 1);
      double means = Math.min(3, -Math.log(1 - random.nextDouble()));
      Duration after = Duration.ofMillis((long) (means * gap.toMillis()));
      entries.add(new Entry(number, after, kind.name(), kind.source().draw(roles, random)));
    }
    return new Schedule(entries);
  }

  /** One line each. */
  List<String> lines() {
    return entries.stream().map(Entry::toString).toList();
  }
}
