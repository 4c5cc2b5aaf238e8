package dev.cairn.replay.learning;

import dev.cairn.replay.Law;
import dev.cairn.replay.SamplerSpec;
import dev.cairn.replay.Totals;
import dev.cairn.replay.random.SplitMix64;
import dev.cairn.replay.tier.Positions;
import dev.cairn.replay.tier.Quota;
import dev.cairn.replay.tier.TierMembers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleToIntFunction;

/** The building blocks put together in the simplest way: one shard, no payload, no eviction. */
final class BlockMemory implements LearningMemory {

  private final SamplerSpec sampler;
  private final Law law;
  private final DoubleToIntFunction tierOfReward;
  private final SplitMix64 random;
  private final TierMembers[] tiers;
  private final List<Integer> tierOf = new ArrayList<>();

  /**
   * @param shares share of each tier
   * @param tierOfReward tier of an item, by its reward
   */
  BlockMemory(SamplerSpec sampler, double[] shares, DoubleToIntFunction tierOfReward, long seed) {
    this.sampler = sampler;
    this.law = new Law(shares, sampler.uniformMix());
    this.tierOfReward = tierOfReward;
    this.random = new SplitMix64(seed);
    Positions positions = new Positions();
    tiers = new TierMembers[shares.length];
    for (int t = 0; t < tiers.length; t++) {
      tiers[t] = new TierMembers(positions, true, sampler.newSampler());
    }
  }

  @Override
  public void insert(double reward) {
    int slot = tierOf.size();
    int tier = tierOfReward.applyAsInt(reward);
    tierOf.add(tier);
    // All items are inserted before any feedback: the maximum is 1.
    tiers[tier].add(slot, sampler.weight(1), 0, slot);
  }

  @Override
  public Batch draw(int n) {
    List<Totals.Tier> each = new ArrayList<>();
    for (TierMembers tier : tiers) {
      each.add(new Totals.Tier(tier.size(), tier.drawable(), tier.weight(), tier.minWeight()));
    }
    Totals totals = new Totals(tierOf.size(), 0, 0, 0, each);
    Law.ShardLaw in = law.shard(totals, totals);
    Quota quota = Quota.of(n, in.shares(), in.drawable(), random);
    int[] items = new int[n];
    double[] probabilities = new double[n];
    int from = 0;
    for (int t = 0; t < tiers.length; t++) {
      int count = quota.counts()[t];
      if (count > 0) {
        tiers[t].draw(in.uniformMixes()[t], in.flat(), count, random, items, probabilities, from);
      }
      for (int k = from; k < from + count; k++) {
        probabilities[k] *= in.q() * quota.fractions()[t];
      }
      from += count;
    }
    return new Batch(items, probabilities, totals.drawable(), law.minProbability(totals), this);
  }

  @Override
  public void update(Batch batch, double[] tdErrors) {
    for (int k = 0; k < tdErrors.length; k++) {
      int slot = batch.items()[k];
      tiers[tierOf.get(slot)].reweigh(slot, sampler.weight(Math.abs(tdErrors[k])));
    }
  }
}
