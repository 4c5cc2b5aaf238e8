package dev.cairn.replay;

import dev.cairn.replay.UpdateLedger.Outcome;
import dev.cairn.replay.importance.Normaliser;
import dev.cairn.replay.importance.Scorer;
import dev.cairn.replay.tier.Positions;
import dev.cairn.replay.tier.TierMembers;

/**
 * Half of a shard: scores items, gives each its tier, stores, moves and evicts them, and applies
 * feedback. Not thread-safe.
 */
final class Routing {

  /** The tier of an item that finds no place. */
  private static final int NOWHERE = -1;

  /**
   * Live bytes times this may not exceed the byte budget: so much room the segments keep for rows
   * that died.
   */
  static final double ROOM_FOR_DEAD = 1.5;

  private final TableSpec spec;
  private final TierBounds bounds;
  private final RewardColumn rewards;
  private final Scorer scorer;
  private final Normaliser normaliser;
  private final long byteBudget;

  final ItemIndex index;
  final PayloadStore payload;
  final Positions positions = new Positions();
  final TierMembers[] tiers;
  final ItemLedger ledger = new ItemLedger();
  final Stamps stamps = new Stamps();
  private final LiveMaximum maximum;
  private final PayloadStore.Placement placement = new IndexPlacement();

  private long nextOrder;
  // The weight computed last: most new items inherit the same value.
  private float weighedValue = Float.NaN;
  private double weighed;

  Routing(TableSpec spec, int shard, ItemIndex index, PayloadStore payload) {
    this.spec = spec;
    this.index = index;
    this.payload = payload;
    bounds = new TierBounds(spec, shard);
    rewards = new RewardColumn(spec);
    scorer = spec.importance().newScorer();
    normaliser = spec.importance().newNormaliser();
    byteBudget = spec.capacityBytes() / spec.shards();
    maximum = new LiveMaximum(index);
    tiers = new TierMembers[bounds.tiers()];
    for (int t = 0; t < tiers.length; t++) {
      tiers[t] = new TierMembers(positions, t < bounds.last());
    }
  }

  Normaliser normaliser() {
    return normaliser;
  }

  long nextOrder() {
    return nextOrder;
  }

  /** What a new item without a value of its own gets. */
  float inherited() {
    float max = maximum.max();
    return max < 0 ? 1 : max;
  }

  /** Stores a run that was found valid. */
  void insert(Run run, long nowMs) {
    int firstRow = payload.append(run);
    int segment = payload.arrivals();
    for (int i = 0; i < run.ids().length; i++) {
      insert(run, i, segment, firstRow + run.rows()[i], nowMs);
    }
    payload.endRun();
    payload.clean(placement);
    keepBudget();
  }

  private void insert(Run run, int i, int segment, int row, long nowMs) {
    float given = run.initial()[i];
    boolean own = !Float.isNaN(given);
    float value = own ? clamped(given) : inherited();
    double score = scorer.atInsert(rewards.at(run, run.rows()[i]), own ? value : Double.NaN);
    boolean unscored = Double.isNaN(score);
    int importance = unscored ? bounds.unscored() : normaliser.importance(score);
    long order = nextOrder++;
    ledger.created++;
    int tier = firstChoice(importance, order, unscored ? 0 : bounds.home(importance));
    if (tier == NOWHERE) {
      ledger.evicted++;
      if (!unscored) {
        normaliser.forget(score);
      }
      return;
    }
    int slot = index.take();
    index.fill(slot, run.ids()[i], run.policyVersion(), nowMs, order);
    IndexPage page = index.page(slot);
    int at = slot & IndexPage.MASK;
    page.setValue(at, value, own);
    page.setImportance(at, importance, unscored);
    index.locate(slot, segment, row, payload.place(segment, row, slot));
    enter(slot, tier);
    if (own) {
      maximum.changed(slot, LiveMaximum.NONE, value);
    }
  }

  /**
   * The first tier from home down that would not give up a new item at once, or {@link #NOWHERE}.
   * Such an item need not be stored first.
   */
  private int firstChoice(int importance, long order, int home) {
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
  private int enter(int item, int home) {
    int moving = item;
    int tier = home;
    int entered = NOWHERE;
    while (tiers[tier].size() >= bounds.capacity(tier)) {
      int victim = tiers[tier].victim();
      boolean leaves = leavesMemory(tier);
      if (isBefore(moving, victim, tier)) {
        if (leaves) {
          if (moving != item) {
            evict(moving);
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
          evict(victim);
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

  private void attach(int slot, int tier) {
    IndexPage page = index.page(slot);
    int at = slot & IndexPage.MASK;
    page.setTier(at, tier);
    tiers[tier].add(slot, weight(page.value(at)), page.importance(at), page.order(at));
  }

  private void detach(int slot, int tier) {
    tiers[tier].remove(slot);
  }

  /** The item, which is in no tier any more, goes. */
  private void evict(int slot) {
    IndexPage page = index.page(slot);
    int at = slot & IndexPage.MASK;
    payload.kill(page.segment(at), page.row(at));
    float value = page.isOwn(at) ? page.value(at) : LiveMaximum.NONE;
    index.release(slot);
    maximum.changed(slot, value, LiveMaximum.NONE);
    forget(value);
    ledger.evicted++;
  }

  /** Applies one value of a batch that was answered. */
  Outcome update(int slot, long id, float given, long attempt, long sequence, boolean earlier) {
    boolean bad = !Float.isFinite(given);
    if (bad || (given < 0 && spec.sampler().takes() == SamplerSpec.Takes.PRIORITY)) {
      return Outcome.INVALID;
    }
    if (!index.holds(slot) || index.page(slot).id(slot & IndexPage.MASK) != id) {
      return earlier ? Outcome.EARLY : Outcome.STALE;
    }
    IndexPage page = index.page(slot);
    int at = slot & IndexPage.MASK;
    float value = clamped(Math.abs(given));
    int newer = stamps.compare(attempt, sequence, page.feedback(at));
    if (newer < 0 || (newer == 0 && value <= page.value(at))) {
      return Outcome.OUT_OF_ORDER;
    }
    if (!stamps.hasRoom()) {
      stamps.compact(index);
    }
    page.setFeedback(at, stamps.order(attempt, sequence));
    float before = page.ownValue(at);
    page.setValue(at, value, true);
    maximum.changed(slot, before, value);
    double score = scorer.atFeedback(value);
    if (!Double.isNaN(score)) {
      forget(before);
      page.setImportance(at, normaliser.importance(score), false);
    }
    move(slot, page, at);
    return Outcome.APPLIED;
  }

  /** The score that an item's own value gave it does not count any more. */
  private void forget(float value) {
    double score = value == LiveMaximum.NONE ? Double.NaN : scorer.atFeedback(value);
    if (!Double.isNaN(score)) {
      normaliser.forget(score);
    }
  }

  /** Gives an item whose value or importance has changed its tier and weight. */
  private void move(int slot, IndexPage page, int at) {
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
      evict(slot);
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

  private static float clamped(float value) {
    return (float) Math.min(value, SamplerSpec.MAX_VALUE);
  }

  private double weight(float value) {
    if (value != weighedValue) {
      weighed = spec.sampler().weight(value);
      weighedValue = value;
    }
    return weighed;
  }

  /** Evicts and cleans until what is held fits the byte budget. */
  private void keepBudget() {
    while (payload.liveBytes() * ROOM_FOR_DEAD > byteBudget && evictOne()) {}
    while (payload.heldBytes() > byteBudget) {
      if (!payload.relieve(placement) && !evictOne()) {
        return;
      }
    }
  }

  /** Evicts the victim of the last tier that has items. */
  private boolean evictOne() {
    for (int tier = bounds.last(); tier >= 0; tier--) {
      int victim = tiers[tier].victim();
      if (victim >= 0) {
        detach(victim, tier);
        evict(victim);
        return true;
      }
    }
    return false;
  }

  /**
   * Rebuilds tiers and liveness from the restored index; then moves and evicts what the
   * configuration no longer allows where it is.
   */
  void rebuild(long order) {
    nextOrder = order;
    new TierRebuild(index).run(this::adopt, bounds.last());
    payload.endRestore();
    for (int tier = 0; tier < tiers.length; tier++) {
      settle(tier);
    }
    keepBudget();
    if (!stamps.hasRoom()) {
      stamps.compact(index);
    }
  }

  private void adopt(int slot, int tier) {
    IndexPage page = index.page(slot);
    int at = slot & IndexPage.MASK;
    if (page.tier(at) != tier) {
      page.setTier(at, tier);
    }
    tiers[tier].add(slot, weight(page.value(at)), page.importance(at), page.order(at));
    payload.adopt(page.segment(at), page.row(at), page.continues(at));
    float own = page.ownValue(at);
    maximum.changed(slot, LiveMaximum.NONE, own);
    double score = own == LiveMaximum.NONE ? Double.NaN : scorer.atFeedback(own);
    if (!Double.isNaN(score)) {
      normaliser.recall(score);
    }
  }

  private void settle(int tier) {
    int position = 0;
    while (position < tiers[tier].size()) {
      int slot = tiers[tier].slotAt(position);
      IndexPage page = index.page(slot);
      int at = slot & IndexPage.MASK;
      boolean scored = !page.isUnscored(at);
      int to = scored ? bounds.demoted(tier, page.importance(at)) : tier;
      if (to == tier) {
        position++;
        continue;
      }
      detach(slot, tier);
      demoteOrEvict(slot, to);
    }
    while (tiers[tier].size() > bounds.capacity(tier)) {
      int victim = tiers[tier].victim();
      detach(victim, tier);
      demoteOrEvict(victim, leavesMemory(tier) ? NOWHERE : tier + 1);
    }
  }

  private void demoteOrEvict(int slot, int to) {
    if (to == NOWHERE || enter(slot, to) == NOWHERE) {
      evict(slot);
    } else {
      ledger.demoted++;
    }
  }

  private final class IndexPlacement implements PayloadStore.Placement {

    @Override
    public int tier(int slot) {
      return index.page(slot).tier(slot & IndexPage.MASK);
    }

    @Override
    public void moved(int slot, int segment, int row, boolean continues) {
      index.relocate(slot, segment, row, continues);
    }
  }
}
