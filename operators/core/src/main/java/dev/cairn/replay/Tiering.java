package dev.cairn.replay;

import dev.cairn.replay.tier.Positions;
import dev.cairn.replay.tier.TierMembers;

/**
 * Gives each item its tier: where a new one enters, where one goes whose importance has changed,
 * and which one makes room in a full tier. Not thread-safe.
 */
final class Tiering {

  /** The tier of an item that finds no place. */
  static final int NOWHERE = -1;

  /** What becomes of an item that is in no tier any more. */
  interface Eviction {
    void evict(int slot);
  }

  final TierMembers[] tiers;
  private TableSpec spec;
  private TierBounds bounds;
  private final ItemIndex index;
  private final ItemLedger ledger;
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
      Eviction eviction) {
    this.spec = spec;
    this.bounds = bounds;
    this.index = index;
    this.ledger = ledger;
    this.eviction = eviction;
    tiers = new TierMembers[bounds.tiers()];
    for (int t = 0; t < tiers.length; t++) {
      tiers[t] = new TierMembers(positions, t < bounds.last());
    }
  }

  /**
   * The first tier from home down that would not give up a new item at once, or {@link #NOWHERE}.
   * Such an item need not be stored first.
   */
  int firstChoice(int importance, long order, int home) {
    int tier = home;
    while (tiers[tier].size() >= bounds.capacity(tier)
        && isBefore(importance, order, tiers[tier].victim(), tier)) {
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
    while (tiers[tier].size() >= bounds.capacity(tier)) {
      int victim = tiers[tier].victim();
      boolean leaves = leavesMemory(tier);
      if (isBefore(moving, victim, tier)) {
        if (leaves) {
          if (moving != item) {
            eviction.evict(moving);
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
          eviction.evict(victim);
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

  /** Whether the victim of that tier is evicted, not demoted. */
  private boolean leavesMemory(int tier) {
    return tier == bounds.last() || spec.overflow() == TableSpec.Overflow.EVICT;
  }

  private boolean isBefore(int item, int victim, int tier) {
    IndexPage page = index.page(item);
    int at = item & IndexPage.MASK;
    return isBefore(page.importance(at), page.order(at), victim, tier);
  }

  /** Whether an item would be the victim of the tier rather than the one that is. */
  private boolean isBefore(int importance, long order, int victim, int tier) {
    IndexPage page = index.page(victim);
    int at = victim & IndexPage.MASK;
    if (tier < bounds.last() && importance != page.importance(at)) {
      return importance < page.importance(at);
    }
    return order < page.order(at);
  }

  private void replace(int victim, int slot, int tier) {
    IndexPage page = index.page(slot);
    int at = slot & IndexPage.MASK;
    page.setTier(at, tier);
    tiers[tier].replace(victim, slot, weight(page.value(at)), page.importance(at), page.order(at));
  }

  void attach(int slot, int tier) {
    IndexPage page = index.page(slot);
    int at = slot & IndexPage.MASK;
    page.setTier(at, tier);
    tiers[tier].add(slot, weight(page.value(at)), page.importance(at), page.order(at));
  }

  void detach(int slot, int tier) {
    tiers[tier].remove(slot);
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
      return;
    }
    detach(slot, tier);
    int end = enter(slot, to);
    if (end == NOWHERE) {
      eviction.evict(slot);
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
  boolean evictOne() {
    for (int tier = bounds.last(); tier >= 0; tier--) {
      int victim = tiers[tier].victim();
      if (victim >= 0) {
        detach(victim, tier);
        eviction.evict(victim);
        return true;
      }
    }
    return false;
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
      int victim = tiers[tier].victim();
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
        tier.reweighAll(slot -> weight(index.page(slot).value(slot & IndexPage.MASK)));
      }
    }
    if (retier) {
      new Retiering(this, bounds, index, ledger).run();
    }
  }

  private void demoteOrEvict(int slot, int to) {
    if (to == NOWHERE || enter(slot, to) == NOWHERE) {
      eviction.evict(slot);
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
