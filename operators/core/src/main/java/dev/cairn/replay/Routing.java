package dev.cairn.replay;

import dev.cairn.replay.UpdateLedger.Outcome;
import dev.cairn.replay.tier.Positions;
import dev.cairn.replay.tier.TierMembers;
import java.util.random.RandomGenerator;

/**
 * Half of a shard: scores items, stores and evicts them, and applies feedback. {@link Tiering}
 * decides where each is. Not thread-safe.
 */
final class Routing {

  /**
   * Live bytes times this may not exceed the byte budget: so much room the segments keep for rows
   * that died.
   */
  static final double ROOM_FOR_DEAD = 1.5;

  private final int shard;
  private TableSpec spec;
  private TierBounds bounds;
  private final RunItem item;
  private final Importance importance;
  private long byteBudget;

  final ItemIndex index;
  final PayloadStore payload;
  final Positions positions = new Positions();
  final TierMembers[] tiers;
  final ItemLedger ledger;
  final Stamps stamps = new Stamps();
  private final StaleItems stale;
  private final Membership members;
  private final StaleItems.Draws draws;
  private final Tiering tiering;
  private final LiveMaximum maximum;
  private final PayloadStore.Placement placement = new IndexPlacement();

  private long nextOrder;
  // Whether items are where the tiers want them; not after a restore with others.
  private boolean settled = true;

  Routing(
      TableSpec spec, int shard, ItemIndex index, PayloadStore payload, RandomGenerator random) {
    this.spec = spec;
    this.shard = shard;
    this.index = index;
    this.payload = payload;
    bounds = new TierBounds(spec, shard);
    ledger = new ItemLedger(bounds.tiers());
    item = new RunItem(spec);
    importance = new Importance(spec);
    byteBudget = spec.capacityBytes() / spec.shards();
    maximum = new LiveMaximum(index);
    stale = new StaleItems(spec.sampler().maxPolicyLag());
    members = new Membership(spec, index, positions, random, stale);
    draws = members::setExcluded;
    tiers = members.tiers;
    tiering = new Tiering(spec, bounds, members, index, ledger, this::evict);
  }

  Importance importance() {
    return importance;
  }

  TierBounds bounds() {
    return bounds;
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
    int scored = importance.atInsert(item.at(run, i, own ? value : Double.NaN));
    int base = importance.base();
    boolean unscored = scored == Importance.UNSCORED;
    int r = unscored ? bounds.unscored() : scored;
    long order = nextOrder++;
    ledger.created++;
    int tier = tiering.firstChoice(r, order, unscored ? 0 : bounds.home(r));
    if (tier == Tiering.NOWHERE) {
      ledger.evict(ItemLedger.Reason.FULL, false);
      importance.forget(own ? value : LiveMaximum.NONE);
      return;
    }
    int slot = index.take();
    index.fill(slot, run.ids()[i], run.policyVersion(), nowMs, order);
    IndexPage page = index.page(slot);
    int at = slot & IndexPage.MASK;
    page.setValue(at, value, own);
    page.setImportance(at, r, unscored);
    if (importance.keepsBase()) {
      page.setBase(at, base);
    }
    int length = run.lengths()[i];
    index.locate(slot, segment, row, payload.place(row, slot, length), length);
    stale.add(slot, run.policyVersion(), false);
    if (tiering.enter(slot, tier) == Tiering.NOWHERE) {
      evict(slot, ItemLedger.Reason.FULL);
    } else if (own) {
      maximum.changed(slot, LiveMaximum.NONE, value);
    }
  }

  /** The item, which is in no tier any more, goes. */
  private void evict(int slot, ItemLedger.Reason reason) {
    IndexPage page = index.page(slot);
    int at = slot & IndexPage.MASK;
    ledger.evict(reason, page.sampled(at) > 0);
    payload.kill(page.segment(at), page.row(at), page.before(at), page.length(at));
    float value = page.isOwn(at) ? page.value(at) : LiveMaximum.NONE;
    payload.items().forget(slot);
    stale.remove(slot);
    index.release(slot);
    maximum.changed(slot, value, LiveMaximum.NONE);
    importance.forget(value);
  }

  /** How likely the item in a slot is to be drawn, compared with others of the shard. */
  double likelihood(int slot) {
    int tier = index.page(slot).tier(slot & IndexPage.MASK);
    double weight = tiers[tier].weight();
    return spec.tiers().get(tier).share() * tiers[tier].massOf(slot) / weight;
  }

  /** Notes that an item was drawn. */
  void sampled(int slot, IndexPage page, int at) {
    int tier = page.tier(at);
    ledger.sample(tier);
    page.countSample(at);
    members.sampled(slot, tier);
  }

  /**
   * Evicts what the remover does not want any more, and leaves out of the draws what is of too old
   * a policy: a bounded number of items of each. Writes ahead what the next snapshot would.
   *
   * @param policyVersion where the learner is; -1 when unknown
   */
  void sweep(long nowMs, long policyVersion) {
    tiering.expire(nowMs, policyVersion);
    stale.sweep(policyVersion, draws);
    index.writeAhead(positions, nowMs);
  }

  /** Applies one value of a batch that was answered; {@link #endUpdates} follows the last one. */
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
    if (!stamps.takes(attempt)) {
      return Outcome.INVALID; // one item for each of 65,535 attempts: a learner makes them up
    }
    page.setFeedback(at, stamps.order(attempt, sequence));
    float before = page.ownValue(at);
    page.setValue(at, value, true);
    maximum.changed(slot, before, value);
    int rescored = importance.atFeedback(value, before, page.base(at));
    if (rescored != Importance.UNCHANGED) {
      page.setImportance(at, rescored, false);
    }
    tiering.move(slot);
    return Outcome.APPLIED;
  }

  /** Draws are by the new values from now on. */
  void endUpdates() {
    members.weigh();
  }

  private static float clamped(float value) {
    return (float) Math.min(value, SamplerSpec.MAX_VALUE);
  }

  /** Evicts and cleans until what is held fits the byte budget. */
  private void keepBudget() {
    while (payload.liveBytes() * ROOM_FOR_DEAD > byteBudget
        && tiering.evictOne(ItemLedger.Reason.BYTES)) {}
    while (payload.heldBytes() > byteBudget) {
      if (!payload.relieve(placement) && !tiering.evictOne(ItemLedger.Reason.BYTES)) {
        return;
      }
    }
  }

  /**
   * Rebuilds tiers and liveness from the restored index.
   *
   * @param included of each stored tier, how many items come before those that are excluded
   * @param sameBounds whether the tiers have the thresholds and capacities they had
   */
  void rebuild(long order, int[] included, boolean sameBounds) {
    nextOrder = order;
    settled = sameBounds;
    new TierRebuild(index, positions).run(this::adopt, bounds.last(), included);
    payload.endRestore();
  }

  /** Moves and evicts what the configuration no longer allows where it is; after a restore. */
  void settle() {
    if (!settled) {
      tiering.retier();
      settled = true;
    }
    keepBudget();
    if (!stamps.hasRoom()) {
      stamps.compact(index);
    }
  }

  /** Goes on with other weights, thresholds and capacities. */
  void configure(TableSpec changed) {
    boolean reweigh = changed.sampler().alpha() != spec.sampler().alpha();
    boolean retier =
        changed.capacityItems() != spec.capacityItems() || !changed.tiers().equals(spec.tiers());
    spec = changed;
    byteBudget = changed.capacityBytes() / changed.shards();
    if (retier) {
      bounds = new TierBounds(changed, shard);
    }
    tiering.configure(changed, bounds, reweigh, retier);
    keepBudget();
  }

  /** Evicts everything. */
  void clear() {
    while (tiering.evictOne(ItemLedger.Reason.CLEARED)) {}
  }

  private void adopt(int slot, int tier, boolean excluded) {
    IndexPage page = index.page(slot);
    int at = slot & IndexPage.MASK;
    stale.add(slot, page.policyVersion(at), excluded);
    tiering.adopt(slot, tier);
    payload.adopt(page.segment(at), page.row(at), page.before(at), page.length(at));
    float own = page.ownValue(at);
    maximum.changed(slot, LiveMaximum.NONE, own);
    importance.recall(own);
  }

  private final class IndexPlacement implements PayloadStore.Placement {

    @Override
    public boolean isAt(int slot, int segment, int row) {
      if (!index.holds(slot)) {
        return false;
      }
      IndexPage page = index.page(slot);
      int at = slot & IndexPage.MASK;
      return page.row(at) == row && page.segment(at) == segment;
    }

    @Override
    public int tier(int slot) {
      return index.page(slot).tier(slot & IndexPage.MASK);
    }

    @Override
    public int length(int slot) {
      return index.page(slot).length(slot & IndexPage.MASK);
    }

    @Override
    public void moved(int slot, int segment, int row, int before) {
      index.relocate(slot, segment, row, before);
    }
  }
}
