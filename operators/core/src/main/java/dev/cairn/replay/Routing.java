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

  /** Where {@link #route} sends an item that finds no place. */
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
    keepBudget();
    payload.clean(placement);
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
    int tier = route(importance, order, unscored ? 0 : bounds.home(importance));
    if (tier == NOWHERE) {
      ledger.evicted++;
      return;
    }
    int slot = index.take();
    index.fill(slot, run.ids()[i], run.policyVersion(), nowMs, order);
    IndexPage page = index.page(slot);
    int at = slot & IndexPage.MASK;
    page.value[at] = value;
    page.flags[at] = (byte) ((own ? IndexPage.OWN : 0) | (unscored ? IndexPage.UNSCORED : 0));
    page.importance[at] = (char) importance;
    attach(slot, tier);
    index.locate(slot, segment, row, payload.place(segment, row, slot));
    if (own) {
      maximum.changed(slot);
    }
  }

  /**
   * Makes room for an item that is in no tier: overflows the tier if it is full, where the item
   * itself may be the victim. Returns the tier with room, or {@link #NOWHERE} when the item goes.
   */
  private int route(int importance, long order, int home) {
    int tier = home;
    while (tiers[tier].size() >= bounds.capacity(tier)) {
      int victim = tiers[tier].victim();
      boolean last = tier == bounds.last();
      if (isBefore(importance, order, victim, last)) {
        if (last || spec.overflow() == TableSpec.Overflow.EVICT) {
          return NOWHERE;
        }
        tier++;
      } else {
        giveUp(victim, tier);
      }
    }
    return tier;
  }

  /** Whether an item would be the victim rather than the one that is. */
  private boolean isBefore(int importance, long order, int victim, boolean fifo) {
    IndexPage page = index.page(victim);
    int at = victim & IndexPage.MASK;
    if (!fifo && importance != page.importance[at]) {
      return importance < page.importance[at];
    }
    return order < page.order[at];
  }

  /** Takes the victim out of its full tier: one tier down, or away. */
  private void giveUp(int victim, int tier) {
    if (tier == bounds.last() || spec.overflow() == TableSpec.Overflow.EVICT) {
      detach(victim, tier);
      evict(victim);
      return;
    }
    detach(victim, tier);
    IndexPage page = index.page(victim);
    int at = victim & IndexPage.MASK;
    int to = route(page.importance[at], page.order[at], tier + 1);
    if (to == NOWHERE) {
      evict(victim);
    } else {
      attach(victim, to);
      ledger.demoted++;
    }
  }

  private void attach(int slot, int tier) {
    IndexPage page = index.page(slot);
    int at = slot & IndexPage.MASK;
    page.tier[at] = (byte) tier;
    page.changingDirty = true;
    tiers[tier].add(slot, weight(page.value[at]), page.importance[at], page.order[at]);
  }

  private void detach(int slot, int tier) {
    tiers[tier].remove(slot);
  }

  /** The item, which is in no tier any more, goes. */
  private void evict(int slot) {
    IndexPage page = index.page(slot);
    int at = slot & IndexPage.MASK;
    payload.kill(page.segment[at], page.rowOf(at));
    boolean own = (page.flags[at] & IndexPage.OWN) != 0;
    index.release(slot);
    if (own) {
      maximum.changed(slot);
    }
    ledger.evicted++;
  }

  /** Applies one value of a batch that was answered. */
  Outcome update(int slot, long id, float given, long attempt, long sequence, boolean earlier) {
    boolean bad = !Float.isFinite(given);
    if (bad || (given < 0 && spec.sampler().takes() == SamplerSpec.Takes.PRIORITY)) {
      return Outcome.INVALID;
    }
    if (!index.holds(slot) || index.page(slot).id[slot & IndexPage.MASK] != id) {
      return earlier ? Outcome.EARLY : Outcome.STALE;
    }
    IndexPage page = index.page(slot);
    int at = slot & IndexPage.MASK;
    float value = clamped(Math.abs(given));
    int newer = stamps.compare(attempt, sequence, page.feedback[at]);
    if (newer < 0 || (newer == 0 && value <= page.value[at])) {
      return Outcome.OUT_OF_ORDER;
    }
    if (!stamps.hasRoom()) {
      stamps.compact(index);
    }
    page.feedback[at] = stamps.order(attempt, sequence);
    page.value[at] = value;
    page.flags[at] |= IndexPage.OWN;
    page.changingDirty = true;
    maximum.changed(slot);
    double score = scorer.atFeedback(value);
    if (!Double.isNaN(score)) {
      page.importance[at] = (char) normaliser.importance(score);
      page.flags[at] &= ~IndexPage.UNSCORED;
    }
    move(slot, page, at);
    return Outcome.APPLIED;
  }

  /** Gives an item whose value or importance has changed its tier and weight. */
  private void move(int slot, IndexPage page, int at) {
    int tier = page.tier[at];
    int importance = page.importance[at];
    int home = bounds.home(importance);
    int to = home < tier ? promoted(importance, home, tier) : bounds.demoted(tier, importance);
    if (to == tier) {
      tiers[tier].reweigh(slot, weight(page.value[at]));
      tiers[tier].rescore(slot, importance);
      return;
    }
    detach(slot, tier);
    int end = route(importance, page.order[at], to);
    if (end == NOWHERE) {
      evict(slot);
      return;
    }
    attach(slot, end);
    if (end < tier) {
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
      if (importance > index.page(victim).importance[victim & IndexPage.MASK]) {
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
    if (page.tier[at] != tier) {
      page.tier[at] = (byte) tier;
      page.changingDirty = true;
    }
    tiers[tier].add(slot, weight(page.value[at]), page.importance[at], page.order[at]);
    payload.adopt(page.segment[at], page.rowOf(at), page.continues(at));
    maximum.changed(slot);
  }

  private void settle(int tier) {
    int position = 0;
    while (position < tiers[tier].size()) {
      int slot = tiers[tier].slotAt(position);
      IndexPage page = index.page(slot);
      int at = slot & IndexPage.MASK;
      boolean scored = (page.flags[at] & IndexPage.UNSCORED) == 0;
      int to = scored ? bounds.demoted(tier, page.importance[at]) : tier;
      if (to == tier) {
        position++;
        continue;
      }
      detach(slot, tier);
      int end = route(page.importance[at], page.order[at], to);
      if (end == NOWHERE) {
        evict(slot);
      } else {
        attach(slot, end);
      }
    }
    while (tiers[tier].size() > bounds.capacity(tier)) {
      giveUp(tiers[tier].victim(), tier);
    }
  }

  private final class IndexPlacement implements PayloadStore.Placement {

    @Override
    public int tier(int slot) {
      return index.page(slot).tier[slot & IndexPage.MASK];
    }

    @Override
    public void moved(int slot, int segment, int row, boolean continues) {
      index.relocate(slot, segment, row, continues);
    }
  }
}
