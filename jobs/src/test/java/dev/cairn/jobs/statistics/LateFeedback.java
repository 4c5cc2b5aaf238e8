package dev.cairn.jobs.statistics;

import dev.cairn.replay.ShardStats;
import dev.cairn.replay.learning.LearningMemory;
import dev.cairn.replay.learning.ShardMemory;
import dev.cairn.replay.random.SplitMix64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A memory that overflows all the time, with feedback that comes late and in any order, a third of
 * it priorities of 0. What must happen is written down item by item: there is one tier and it loses
 * its oldest.
 */
final class LateFeedback implements Check {

  private static final int CAPACITY = 5_000;
  private static final int INSERTS = 2_000_000;
  private static final int INSERTS_A_ROUND = 20;
  private static final int BATCH = 32;
  private static final int IN_FLIGHT = 400;

  private final SplitMix64 random = new SplitMix64(71);
  private final float[] priority = new float[INSERTS];
  private final int[] answered = new int[INSERTS];
  private int inserted;
  private long drawn;
  private long evictedDrawn;
  private long zeroDrawn;
  private long applied;
  private long stale;
  private long outOfOrder;

  private record Draw(int number, LearningMemory.Batch batch) {}

  @Override
  public String title() {
    return "Overflow and late feedback, 2 x 10^6 inserts, 3.2 x 10^6 draws and updates";
  }

  @Override
  public void run(Figures figures) {
    ShardMemory memory =
        new ShardMemory(
            MemoryTable.of(
                CAPACITY,
                """
                tiers: [{share: 1, capacity_share: 1}]
                sampler: {takes: priority, uniform_mix: 0.1}
                importance: {scorer: reward}
                """),
            72);
    Arrays.fill(answered, -1);
    List<Draw> inFlight = new ArrayList<>();
    for (int round = 0; inserted < INSERTS; round++) {
      for (int i = 0; i < INSERTS_A_ROUND; i++) {
        priority[inserted] = 1 + random.nextInt(100);
        memory.insert(0, 0, priority[inserted++]);
      }
      inFlight.add(new Draw(round, draw(memory)));
      if (inFlight.size() > IN_FLIGHT) {
        update(memory, inFlight.remove(random.nextInt(inFlight.size())));
      }
    }
    report(memory, figures);
  }

  private boolean isHeld(int item) {
    return item >= inserted - CAPACITY;
  }

  private LearningMemory.Batch draw(ShardMemory memory) {
    LearningMemory.Batch batch = memory.draw(BATCH);
    for (int item : batch.items()) {
      drawn++;
      evictedDrawn += isHeld(item) ? 0 : 1;
      zeroDrawn += priority[item] == 0 ? 1 : 0;
    }
    return batch;
  }

  private void update(ShardMemory memory, Draw draw) {
    double[] values = new double[BATCH];
    for (int k = 0; k < BATCH; k++) {
      int item = draw.batch().items()[k];
      float value = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(100);
      values[k] = value;
      if (!isHeld(item)) {
        stale++;
      } else if (draw.number() > answered[item]
          || (draw.number() == answered[item] && value > priority[item])) {
        applied++;
        answered[item] = draw.number();
        priority[item] = value;
      } else {
        outOfOrder++;
      }
    }
    memory.update(draw.batch(), values);
  }

  private void report(ShardMemory memory, Figures figures) {
    ShardStats stats = memory.stats(0);
    double sum = 0;
    for (int item = inserted - CAPACITY; item < inserted; item++) {
      sum += priority[item] == 0 ? 0 : Math.pow(priority[item], 0.6);
    }
    figures.atLeast("items drawn", drawn, 3_000_000);
    figures.exactly("evicted items drawn", evictedDrawn, 0);
    figures.exactly("items of weight 0 drawn", zeroDrawn, 0);
    figures.atLeast("stale updates sent", stale, 100_000);
    figures.exactly("stale updates not rejected", stale - stats.updates().stale(), 0);
    figures.exactly("updates applied", stats.updates().applied(), applied);
    figures.exactly("updates out of order", stats.updates().outOfOrder(), outOfOrder);
    figures.atMost(
        "weight held against what was applied, relative",
        Math.abs(stats.totals().tiers().get(0).weight() - sum) / sum,
        1e-9);
  }
}
