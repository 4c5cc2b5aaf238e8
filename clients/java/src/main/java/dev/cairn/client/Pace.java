package dev.cairn.client;

import dev.cairn.schema.Stats;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * How many steps one writer may send: each publication of a table's shard 0 adds its allowance
 * divided by the active writers. The least over the writer's tables counts. What was not spent adds
 * up until a chunk can go, and no further; without news for the allowance's time to live it is
 * nothing. Thread-safe.
 */
final class Pace implements AutoCloseable {

  private static final class Credit {
    double steps;
    long expiresNanos;
    long attempt = Long.MIN_VALUE;
    long sequence = Long.MIN_VALUE;
  }

  /** For how long the table counts a writer after its last chunk. */
  private static final long SEEN_NANOS = 10_000_000_000L;

  private static final long NEVER = Long.MIN_VALUE;

  private final TableInfo info;
  private final Map<String, Credit> credits = new HashMap<>();
  private final int chunkSteps;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final Consumer<Stats> listener = this::hear;
  private long lastSpentNanos = NEVER;

  Pace(TableInfo info, List<String> tables, int chunkSteps) {
    this.info = info;
    this.chunkSteps = chunkSteps;
    tables.forEach(table -> credits.put(table, new Credit()));
    info.addListener(listener);
  }

  private void hear(Stats stats) {
    Credit credit = stats.getShard() == 0 ? credits.get(stats.getTable()) : null;
    if (credit == null) {
      return;
    }
    lock.lock();
    try {
      boolean newer =
          stats.getAttempt() > credit.attempt
              || (stats.getAttempt() == credit.attempt && stats.getSequence() > credit.sequence);
      if (!newer) {
        return;
      }
      credit.attempt = stats.getAttempt();
      credit.sequence = stats.getSequence();
      long now = System.nanoTime();
      double held = credit.expiresNanos - now > 0 ? credit.steps : 0;
      // The writer counts itself, also when the table has not heard of it yet.
      boolean counted = lastSpentNanos != NEVER && now - lastSpentNanos < SEEN_NANOS;
      int writers = stats.getActiveWriters() + (counted ? 0 : 1);
      double share = stats.getAllowanceSteps() / Math.max(1, writers);
      credit.steps = Math.min(held + share, Math.max(chunkSteps, share));
      credit.expiresNanos = now + stats.getAllowanceTtlMs() * 1_000_000;
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Spends so many steps of credit; waits until they are there. */
  void spend(int steps) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (least() < steps) {
        news.await();
      }
      for (Credit credit : credits.values()) {
        credit.steps -= steps;
      }
      lastSpentNanos = System.nanoTime();
    } finally {
      lock.unlock();
    }
  }

  /** Steps that may be sent now, for the least of the tables. */
  double available() {
    lock.lock();
    try {
      return least();
    } finally {
      lock.unlock();
    }
  }

  private double least() {
    double least = Double.POSITIVE_INFINITY;
    for (Credit credit : credits.values()) {
      least = Math.min(least, credit.expiresNanos - System.nanoTime() > 0 ? credit.steps : 0);
    }
    return least;
  }

  @Override
  public void close() {
    info.removeListener(listener);
  }
}
