package dev.cairn.replay;

import dev.cairn.replay.remover.Remover;
import dev.cairn.replay.tier.Positions;
import dev.cairn.replay.tier.TierMembers;
import java.util.random.RandomGenerator;

/**
 * Gives each item its tier: where a new one enters, where one goes whose importance has changed,
 * and which one makes room in a full tier. Not thread-safe.
 */
final class Tiering {

  /** The tier of an item that finds no place. */
  static final int NOWHERE = -1;

  /** What becomes of an item that is in no tier any more. */
  interface Eviction {
    void evict(int slot, ItemLedger.Reason reason);
  }

  /** So many items at most go in one call although there is room for them. */
  private static final int SWEEP = 1024;

  final TierMembers[] tiers;
  private final LastTier lastTier;
  private TableSpec spec;
  private TierBounds bounds;
  private final ItemIndex index;
  private final ItemLedger ledger;
  private final StaleItems stale;
  private final Eviction eviction;

  // The weight computed last: most new items inherit the same value.
  private float weighedValue = Float.NaN;
  private double weighed;

  Tiering(
      TableSpec spec,
      TierBounds bounds,
      ItemIndex index,
      Positions positions,
      ItemLedger ledger,
      RandomGenerator random,
      StaleItems stale,
      Eviction eviction) {
    this.spec = spec;
    this.bounds = bounds;
    this.index = index;
    this.ledger = ledger;
    this.stale = stale;
    this.eviction = eviction;
    tiers = new TierMembers[bounds.tiers()];
    for (int t = 0; t < tiers.length; t++) {
      tiers[t] = new TierMembers(positions, t < bounds.last(), spec.sampler().newSampler());
    }
    lastTier = new LastTier(spec.remover().newRemover(), tiers[bounds.last()], index, random);
  }

  /**
   * The first tier from home down that would not give up a new item at once, or {@link #NOWHERE}.
   * Such an item need not be stored first. The last tier is asked only when the item is there.
   */
  int firstChoice(int importance, long order, int home) {
    int tier = home;
    while (tier < bounds.last()
        && tiers[tier].size() >= bounds.capacity(tier)
        && isBefore(importance, order, tiers[tier].victim())) {
      if (leavesMemory(tier)) {
        return NOWHERE;
      }
      tier++;
    }
    return tier;
  }

  /**
   * Puts an item that is in no tier into one. A full tier gives up its victim, which may be the
   * item itself: it moves one tier down, or leaves the memory. Returns the tier in which the item
   * is now, or {@link #NOWHERE} when it has no place; then it is still to be evicted.
   */
  int enter(int item, int home) {
    int moving = item;
    int tier = home;
    int entered = NOWHERE;
    while (isFull(tier, moving)) {
      int victim = victim(tier, moving);
      boolean leaves = leavesMemory(tier);
      if (victim == moving) {
        if (leaves) {
          if (moving != item) {
            eviction.evict(moving, ItemLedger.Reason.FULL);
          }
          return entered;
        }
      } else {
        replace(victim, moving, tier);
        if (moving == item) {
          entered = tier;
        } else {
          ledger.demoted++;
        }
        if (leaves) {
          eviction.evict(victim, ItemLedger.Reason.FULL);
          return entered;
        }
        moving = victim;
      }
      tier++;
    }
    attach(moving, tier);
    if (moving != item) {
      ledger.demoted++;
      return entered;
    }
    return tier;
  }

  private boolean isFull(int tier, int newcomer) {
    int capacity = bounds.capacity(tier);
    return tier == bounds.last()
        ? lastTier.isFull(capacity, newcomer)
        : tiers[tier].size() >= capacity;
  }

  /** Who goes when an item wants into a full tier: one of the tier, or that item. */
  private int victim(int tier, int newcomer) {
    if (tier == bounds.last()) {
      return lastTier.victim(newcomer);
    }
    IndexPage page = index.page(newcomer);
    int at = newcomer & IndexPage.MASK;
    int victim = tiers[tier].victim();
    return isBefore(page.importance(at), page.order(at), victim) ? newcomer : victim;
  }

  /** Whether the victim of that tier is evicted, not demoted. */
  private boolean leavesMemory(int tier) {
    return tier == bounds.last() || spec.overflow() == TableSpec.Overflow.EVICT;
  }

  /** Whether an item would be the victim of a tier above the last rather than the one that is. */
  private boolean isBefore(int importance, long order, int victim) {
    IndexPage page = index.page(victim);
    int at = victim & IndexPage.MASK;
    return importance != page.importance(at)
        ? importance < page.importance(at)
        : order < page.order(at);
  }

  private void replace(int victim, int slot, int tier) {
    IndexPage page = index.page(slot);
    int at = slot & IndexPage.MASK;
    page.setTier(at, tier);
    tiers[tier].replace(victim, slot, weight(page.value(at)), page.importance(at), page.order(at));
    excludeIfStale(slot, tier);
    if (tier == bounds.last()) {
      lastTier.removed(victim);
      lastTier.added(slot);
    }
  }

  void attach(int slot, int tier) {
    IndexPage page = index.page(slot);
    int at = slot & IndexPage.MASK;
    page.setTier(at, tier);
    tiers[tier].add(slot, weight(page.value(at)), page.importance(at), page.order(at));
    excludeIfStale(slot, tier);
    if (tier == bounds.last()) {
      lastTier.added(slot);
    }
  }

  void detach(int slot, int tier) {
    tiers[tier].remove(slot);
    if (tier == bounds.last()) {
      lastTier.removed(slot);
    }
  }

  private void excludeIfStale(int slot, int tier) {
    if (stale.excludes(slot)) {
      tiers[tier].exclude(slot);
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

  /** Counts a draw of an item. */
  void sampled(int slot) {
    IndexPage page = index.page(slot);
    int at = slot & IndexPage.MASK;
    page.countSample(at);
    if (page.tier(at) == bounds.last()) {
      lastTier.changed(slot);
    }
  }

  /**
   * Evicts items of the last tier that the remover does not want any more, so many at most that
   * other work is not held up.
   */
  void expire(long nowMs, long policyVersion) {
    for (int i = 0; i < SWEEP; i++) {
      int slot = lastTier.expired(nowMs, policyVersion);
      if (slot == Remover.NONE) {
        return;
      }
      detach(slot, bounds.last());
      eviction.evict(slot, ItemLedger.Reason.EXPIRED);
    }
  }

  /** Gives an item whose value or importance has changed its tier and weight. */
  void move(int slot) {
    IndexPage page = index.page(slot);
    int at = slot & IndexPage.MASK;
    int tier = page.tier(at);
    int importance = page.importance(at);
    int home = bounds.home(importance);
    int to = home < tier ? promoted(importance, home, tier) : bounds.demoted(tier, importance);
    if (to == tier) {
      tiers[tier].reweigh(slot, weight(page.value(at)));
      tiers[tier].rescore(slot, importance);
      if (tier == bounds.last()) {
        lastTier.changed(slot);
      }
      return;
    }
    detach(slot, tier);
    int end = enter(slot, to);
    if (end == NOWHERE) {
      eviction.evict(slot, ItemLedger.Reason.FULL);
    } else if (end < tier) {
      ledger.promoted++;
    } else {
      ledger.demoted++;
    }
  }

  /** The best tier from home up to the item's own that takes it. */
  private int promoted(int importance, int home, int tier) {
    for (int to = home; to < tier; to++) {
      if (tiers[to].size() < bounds.capacity(to)) {
        return to;
      }
      int victim = tiers[to].victim();
      if (importance > index.page(victim).importance(victim & IndexPage.MASK)) {
        return to;
      }
    }
    ledger.promotionRefused++;
    return tier;
  }

  /** Evicts the victim of the last tier that has items. */
  boolean evictOne(ItemLedger.Reason reason) {
    for (int tier = bounds.last(); tier >= 0; tier--) {
      if (tiers[tier].size() > 0) {
        int victim = victim(tier);
        detach(victim, tier);
        eviction.evict(victim, reason);
        return true;
      }
    }
    return false;
  }

  /** Who goes from a tier that is not empty. */
  private int victim(int tier) {
    return tier == bounds.last() ? lastTier.victim(Remover.NONE) : tiers[tier].victim();
  }

  /** Takes in an item of a restored shard; {@link #settle} follows. */
  void adopt(int slot, int tier) {
    IndexPage page = index.page(slot);
    int at = slot & IndexPage.MASK;
    if (page.tier(at) != tier) {
      page.setTier(at, tier);
    }
    if (page.isUnscored(at) && page.importance(at) != bounds.unscored()) {
      page.setImportance(at, bounds.unscored(), true);
    }
    tiers[tier].add(slot, weight(page.value(at)), page.importance(at), page.order(at));
    excludeIfStale(slot, tier);
    if (tier == bounds.last()) {
      lastTier.added(slot);
    }
  }

  /** Moves and evicts what the configuration does not allow where it is. */
  void settle() {
    for (int tier = 0; tier < tiers.length; tier++) {
      settle(tier);
    }
  }

  private void settle(int tier) {
    int position = 0;
    while (position < tiers[tier].size()) {
      int slot = tiers[tier].slotAt(position);
      int to = kept(slot, tier);
      if (to == tier) {
        position++;
        continue;
      }
      detach(slot, tier);
      demoteOrEvict(slot, to);
    }
    trim(tier);
  }

  /** The tier that keeps an item of this tier: it, or one below. */
  int kept(int slot, int tier) {
    IndexPage page = index.page(slot);
    int at = slot & IndexPage.MASK;
    return page.isUnscored(at) ? tier : bounds.demoted(tier, page.importance(at));
  }

  /** Gives up what is beyond a tier's capacity. */
  void trim(int tier) {
    while (tiers[tier].size() > bounds.capacity(tier)) {
      int victim = victim(tier);
      detach(victim, tier);
      demoteOrEvict(victim, leavesMemory(tier) ? NOWHERE : tier + 1);
    }
  }

  /** Goes on with other weights, thresholds and capacities; says what may have changed. */
  void configure(TableSpec changed, TierBounds changedBounds, boolean reweigh, boolean retier) {
    spec = changed;
    bounds = changedBounds;
    weighedValue = Float.NaN;
    if (reweigh) {
      for (TierMembers tier : tiers) {
        tier.alpha(changed.sampler().alpha());
        tier.reweighAll(slot -> weight(index.page(slot).value(slot & IndexPage.MASK)));
      }
    }
    if (retier) {
      new Retiering(this, bounds, index, ledger).run();
    }
  }

  private void demoteOrEvict(int slot, int to) {
    if (to == NOWHERE || enter(slot, to) == NOWHERE) {
      eviction.evict(slot, ItemLedger.Reason.FULL);
    } else {
      ledger.demoted++;
    }
  }

  private double weight(float value) {
    if (value != weighedValue) {
      weighed = spec.sampler().weight(value);
      weighedValue = value;
    }
    return weighed;
  }
}
