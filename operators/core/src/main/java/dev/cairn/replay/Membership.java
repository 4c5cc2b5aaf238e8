package dev.cairn.replay;

import dev.cairn.replay.remover.Remover;
import dev.cairn.replay.tier.Positions;
import dev.cairn.replay.tier.TierMembers;
import java.util.random.RandomGenerator;

/**
 * Who is in which tier: keeps what the index says of an item, its weight in the tier, its exclusion
 * and what the remover of the last tier knows in step, whenever an item comes, changes or goes.
 * Where it is to be is for {@link Tiering} to say. Not thread-safe.
 */
final class Membership {

  final TierMembers[] tiers;
  private final int last;
  private final LastTier lastTier;
  private final ItemIndex index;
  private final StaleItems stale;
  private final PendingWeights[] pending;
  private SamplerSpec sampler;

  // The weight computed last: most new items inherit the same value.
  private float weighedValue = Float.NaN;
  private double weighed;

  Membership(
      TableSpec spec,
      ItemIndex index,
      Positions positions,
      RandomGenerator random,
      StaleItems stale) {
    this.index = index;
    this.stale = stale;
    sampler = spec.sampler();
    tiers = new TierMembers[spec.tiers().size()];
    pending = new PendingWeights[tiers.length];
    last = tiers.length - 1;
    for (int t = 0; t < tiers.length; t++) {
      tiers[t] = new TierMembers(positions, t < last, sampler.newSampler());
      pending[t] = new PendingWeights(tiers[t]);
    }
    lastTier = new LastTier(spec.remover().newRemover(), tiers[last], index, random);
  }

  int size(int tier) {
    return tiers[tier].size();
  }

  /** Whether an item can enter a tier only if another leaves. */
  boolean isFull(int tier, int capacity, int newcomer) {
    return tier == last ? lastTier.isFull(capacity, newcomer) : size(tier) >= capacity;
  }

  /** Who goes from a tier that is not empty. */
  int victim(int tier) {
    return tier == last ? lastTier.victim(Remover.NONE) : tiers[tier].victim();
  }

  /** Who goes when an item wants into a full tier: one of the tier, or that item. */
  int victim(int tier, int newcomer) {
    if (tier == last) {
      return lastTier.victim(newcomer);
    }
    IndexPage page = index.page(newcomer);
    int at = newcomer & IndexPage.MASK;
    int victim = tiers[tier].victim();
    return isBefore(page.importance(at), page.order(at), victim) ? newcomer : victim;
  }

  /** Whether an item would be the victim of a tier above the last rather than the one that is. */
  boolean isBeforeVictim(int importance, long order, int tier) {
    return isBefore(importance, order, tiers[tier].victim());
  }

  private boolean isBefore(int importance, long order, int victim) {
    IndexPage page = index.page(victim);
    int at = victim & IndexPage.MASK;
    return importance != page.importance(at)
        ? importance < page.importance(at)
        : order < page.order(at);
  }

  /** An item that the remover does not want any more, or {@link Remover#NONE}. */
  int expired(long nowMs, long policyVersion) {
    return lastTier.expired(nowMs, policyVersion);
  }

  /** Puts an item that is in no tier into one. */
  void attach(int slot, int tier) {
    weigh();
    IndexPage page = index.page(slot);
    int at = slot & IndexPage.MASK;
    // An item that is restored may be there already: then its page need not be written.
    if (page.tier(at) != tier) {
      page.setTier(at, tier);
    }
    tiers[tier].add(slot, weight(page.value(at)), page.importance(at), page.order(at));
    entered(slot, tier);
  }

  /** Takes an item out of its tier; it is in none then. */
  void detach(int slot, int tier) {
    weigh();
    tiers[tier].remove(slot);
    if (tier == last) {
      lastTier.removed(slot);
    }
  }

  /** Takes the victim out of a tier and puts an item that is in none in its place. */
  void replace(int victim, int slot, int tier) {
    weigh();
    IndexPage page = index.page(slot);
    int at = slot & IndexPage.MASK;
    page.setTier(at, tier);
    tiers[tier].replace(victim, slot, weight(page.value(at)), page.importance(at), page.order(at));
    if (tier == last) {
      lastTier.removed(victim);
    }
    entered(slot, tier);
  }

  private void entered(int slot, int tier) {
    if (stale.excludes(slot)) {
      tiers[tier].exclude(slot);
    }
    if (tier == last) {
      lastTier.added(slot);
    }
  }

  /**
   * Notes that the value or importance of an item has changed, which stays in its tier. {@link
   * #weigh} is to follow.
   */
  void changed(int slot, int tier) {
    IndexPage page = index.page(slot);
    int at = slot & IndexPage.MASK;
    pending[tier].add(slot, page.value(at));
    tiers[tier].rescore(slot, page.importance(at));
    if (tier == last) {
      lastTier.changed(slot);
    }
  }

  /** Gives items whose value has changed their weight; before anything else changes in a tier. */
  void weigh() {
    for (PendingWeights changed : pending) {
      changed.apply(sampler);
    }
  }

  /** Leaves an item out of the draws, or takes it in again. */
  void setExcluded(int slot, boolean excluded) {
    IndexPage page = index.page(slot);
    int at = slot & IndexPage.MASK;
    TierMembers tier = tiers[page.tier(at)];
    if (excluded) {
      tier.exclude(slot);
    } else {
      tier.include(slot, weight(page.value(at)));
    }
  }

  /** A draw of an item was counted. */
  void sampled(int slot, int tier) {
    if (tier == last) {
      lastTier.changed(slot);
    }
  }

  /** Weighs every item anew, by another alpha. */
  void reweigh(SamplerSpec changed) {
    sampler = changed;
    weighedValue = Float.NaN;
    for (TierMembers tier : tiers) {
      tier.alpha(changed.alpha());
      tier.reweighAll(slot -> weight(index.page(slot).value(slot & IndexPage.MASK)));
    }
  }

  private double weight(float value) {
    if (value != weighedValue) {
      weighed = sampler.weight(value);
      weighedValue = value;
    }
    return weighed;
  }
}
