package dev.cairn.replay;

import dev.cairn.replay.remover.Remover;

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

  private final Membership members;
  private TableSpec spec;
  private TierBounds bounds;
  private final ItemIndex index;
  private final ItemLedger ledger;
  private final Eviction eviction;

  Tiering(
      TableSpec spec,
      TierBounds bounds,
      Membership members,
      ItemIndex index,
      ItemLedger ledger,
      Eviction eviction) {
    this.spec = spec;
    this.bounds = bounds;
    this.members = members;
    this.index = index;
    this.ledger = ledger;
    this.eviction = eviction;
  }

  /**
   * The first tier from home down that would not give up a new item at once, or {@link #NOWHERE}.
   * Such an item need not be stored first. The last tier is asked only when the item is there.
   */
  int firstChoice(int importance, long order, int home) {
    int tier = home;
    while (tier < bounds.last()
        && members.size(tier) >= bounds.capacity(tier)
        && members.isBeforeVictim(importance, order, tier)) {
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
    while (members.isFull(tier, bounds.capacity(tier), moving)) {
      int victim = members.victim(tier, moving);
      boolean leaves = leavesMemory(tier);
      if (victim == moving) {
        if (leaves) {
          if (moving != item) {
            eviction.evict(moving, ItemLedger.Reason.FULL);
          }
          return entered;
        }
      } else {
        members.replace(victim, moving, tier);
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
    members.attach(moving, tier);
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

  /**
   * Evicts items of the last tier that the remover does not want any more, so many at most that
   * other work is not held up.
   */
  void expire(long nowMs, long policyVersion) {
    for (int i = 0; i < SWEEP; i++) {
      int slot = members.expired(nowMs, policyVersion);
      if (slot == Remover.NONE) {
        return;
      }
      members.detach(slot, bounds.last());
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
      members.changed(slot, tier);
      return;
    }
    members.detach(slot, tier);
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
      if (members.size(to) < bounds.capacity(to)) {
        return to;
      }
      int victim = members.victim(to);
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
      if (members.size(tier) > 0) {
        int victim = members.victim(tier);
        members.detach(victim, tier);
        eviction.evict(victim, reason);
        return true;
      }
    }
    return false;
  }

  /** Takes in an item of a restored shard; {@link #retier} follows where the bounds are others. */
  void adopt(int slot, int tier) {
    IndexPage page = index.page(slot);
    int at = slot & IndexPage.MASK;
    if (page.isUnscored(at) && page.importance(at) != bounds.unscored()) {
      page.setImportance(at, bounds.unscored(), true);
    }
    members.attach(slot, tier);
  }

  /** Moves every item to where the bounds want it; see {@link Retiering}. */
  void retier() {
    new Retiering(this, members, bounds, index, ledger).run();
  }

  /** The tier that keeps an item of this tier: it, or one below. */
  int kept(int slot, int tier) {
    IndexPage page = index.page(slot);
    int at = slot & IndexPage.MASK;
    return page.isUnscored(at) ? tier : bounds.demoted(tier, page.importance(at));
  }

  /** Gives up what is beyond a tier's capacity. */
  void trim(int tier) {
    while (members.size(tier) > bounds.capacity(tier)) {
      int victim = members.victim(tier);
      members.detach(victim, tier);
      demoteOrEvict(victim, leavesMemory(tier) ? NOWHERE : tier + 1);
    }
  }

  /** Goes on with other weights, thresholds and capacities; says what may have changed. */
  void configure(TableSpec changed, TierBounds changedBounds, boolean reweigh, boolean retier) {
    spec = changed;
    bounds = changedBounds;
    if (reweigh) {
      members.reweigh(changed.sampler());
    }
    if (retier) {
      retier();
    }
  }

  private void demoteOrEvict(int slot, int to) {
    if (to == NOWHERE || enter(slot, to) == NOWHERE) {
      eviction.evict(slot, ItemLedger.Reason.FULL);
    } else {
      ledger.demoted++;
    }
  }
}
