package dev.cairn.jobs.demo;

import dev.cairn.client.TableInfo;
import dev.cairn.schema.Stats;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Waits until the memory has taken in all that was sent, so that its ledgers can be compared. */
public final class Drain {

  private static final long POLL_MS = 100;

  /** Publications about a second apart that must agree. */
  private static final long QUIET_MS = 1_500;

  private Drain() {}

  /**
   * Waits until the acknowledged steps have arrived and nothing changes any more.
   *
   * @param acknowledgedSteps steps that writers have an acknowledgement for
   * @param timeout after it the newest ledgers are returned as they are
   */
  public static Ledgers await(
      TableInfo info, String table, LongSupplier acknowledgedSteps, Duration timeout)
      throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    @Nullable Ledgers last = null;
    long sameSince = 0;
    while (true) {
      List<Stats> shards = info.shards(table);
      Ledgers now = Ledgers.of(shards);
      long newest = shards.stream().mapToLong(Stats::getAtMs).min().orElse(0);
      if (!now.equals(last)) {
        last = now;
        sameSince = newest;
      }
      boolean arrived =
          now.steps().received() - now.steps().duplicates() == acknowledgedSteps.getAsLong();
      if ((arrived && newest - sameSince >= QUIET_MS) || System.nanoTime() >= end) {
        return now;
      }
      Thread.sleep(POLL_MS);
    }
  }
}
