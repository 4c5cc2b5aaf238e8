package dev.cairn.jobs.chaos;

import dev.cairn.jobs.chaos.fault.Site;
import dev.cairn.jobs.start.StartException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Lets faults come and go at their times, and writes down both. */
final class Injector {

  private final Site site;
  private final HistoryFile history;
  private final PriorityQueue<Open> open =
      new PriorityQueue<>(Comparator.comparingLong(Open::endNanos));

  private volatile int begun;

  private record Open(Schedule.Entry entry, long endNanos) {}

  Injector(Site site, HistoryFile history) {
    this.site = site;
    this.history = history;
  }

  /**
   * All of them, each at its time, whether those before have ended or not; returns when the last
   * has ended.
   */
  void run(List<Schedule.Entry> entries) throws InterruptedException {
    List<Schedule.Entry> left = new ArrayList<>(entries);
    long next = left.isEmpty() ? 0 : System.nanoTime() + left.get(0).after().toNanos();
    while (!left.isEmpty() || !open.isEmpty()) {
      Open first = open.peek();
      if (first != null && (left.isEmpty() || first.endNanos() <= next)) {
        sleepUntil(first.endNanos());
        heal();
      } else {
        sleepUntil(next);
        begin(left.remove(0));
        next = left.isEmpty() ? 0 : System.nanoTime() + left.get(0).after().toNanos();
      }
    }
  }

  private void begin(Schedule.Entry entry) throws InterruptedException {
    site.say(entry.toString());
    entry.fault().await(site);
    history.append(
        new Event.FaultBegan(
            System.currentTimeMillis(), entry.number(), entry.kind(), entry.fault().target()));
    begun = entry.number() + 1;
    // Open before it is injected: what is interrupted is healed too.
    Open begun = new Open(entry, Long.MAX_VALUE);
    open.add(begun);
    try {
      entry.fault().inject(site);
    } catch (StartException e) {
      site.say("fault " + (entry.number() + 1) + " could not be injected: " + e.getMessage());
    }
    open.remove(begun);
    open.add(new Open(entry, System.nanoTime() + entry.fault().lasts().toNanos()));
  }

  private void heal() {
    Schedule.Entry entry = open.remove().entry();
    entry.fault().heal(site);
    history.append(new Event.FaultEnded(System.currentTimeMillis(), entry.number()));
  }

  /** Faults that have begun; may be asked from any thread. */
  int begun() {
    return begun;
  }

  /** Ends every fault that has begun. */
  void healAll() {
    while (!open.isEmpty()) {
      heal();
    }
  }

  private static void sleepUntil(long nanos) throws InterruptedException {
    long left = (nanos - System.nanoTime()) / 1_000_000;
    if (left > 0) {
      Thread.sleep(left);
    }
  }
}
