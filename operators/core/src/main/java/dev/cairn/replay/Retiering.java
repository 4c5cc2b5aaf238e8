package dev.cairn.replay;

import dev.cairn.replay.importance.Normaliser;
import java.util.Arrays;

/**
 * Moves every item of a shard to where changed thresholds and capacities want it: first down, then
 * up, the most important first, and only then is given up what is too much, so that nothing goes
 * that has a place elsewhere.
 *
 * <p>Costs two passes over the items, a sort of those that may rise, and about 1 µs an item that
 * moves or goes.
 */
final class Retiering {

  private static final int WEIGHED = 1024;

  private final Tiering tiering;
  private final Membership members;
  private final TierBounds bounds;
  private final ItemIndex index;
  private final ItemLedger ledger;

  Retiering(
      Tiering tiering, Membership members, TierBounds bounds, ItemIndex index, ItemLedger ledger) {
    this.tiering = tiering;
    this.members = members;
    this.bounds = bounds;
    this.index = index;
    this.ledger = ledger;
  }

  void run() {
    raiseUnscored();
    for (int tier = bounds.last() - 1; tier >= 0; tier--) {
      demoteBelow(tier);
    }
    promoteAll();
    for (int tier = 0; tier < bounds.tiers(); tier++) {
      tiering.trim(tier);
    }
  }

  /** An item without a score counts as the threshold of tier 0, which may have moved. */
  private void raiseUnscored() {
    for (int slot = 0; slot < index.slots(); slot++) {
      IndexPage page = index.page(slot);
      int at = slot & IndexPage.MASK;
      if (index.holds(slot) && page.isUnscored(at) && page.importance(at) != bounds.unscored()) {
        page.setImportance(at, bounds.unscored(), true);
        members.tiers[page.tier(at)].rescore(slot, bounds.unscored());
      }
    }
  }

  private void demoteBelow(int tier) {
    int position = 0;
    while (position < members.size(tier)) {
      int slot = members.tiers[tier].slotAt(position);
      int to = tiering.kept(slot, tier);
      if (to == tier) {
        position++;
      } else {
        members.detach(slot, tier);
        members.attach(slot, to);
        ledger.demoted++;
      }
    }
  }

  private void promoteAll() {
    long[] candidates = new long[index.size()];
    int count = 0;
    for (int slot = 0; slot < index.slots(); slot++) {
      if (index.holds(slot) && isBelowHome(slot)) {
        int importance = index.page(slot).importance(slot & IndexPage.MASK);
        candidates[count++] = (long) (Normaliser.UNITS - importance) << 32 | slot;
      }
    }
    Arrays.sort(candidates, 0, count);
    for (int i = 0; i < count; i++) {
      int slot = (int) candidates[i];
      // One that was promoted may have displaced it meanwhile.
      if (index.holds(slot) && isBelowHome(slot)) {
        tiering.move(slot);
      }
      // One that stays is noted as changed: too many of these would take memory for good.
      if (i % WEIGHED == WEIGHED - 1) {
        members.weigh();
      }
    }
    members.weigh();
  }

  private boolean isBelowHome(int slot) {
    IndexPage page = index.page(slot);
    int at = slot & IndexPage.MASK;
    return !page.isUnscored(at) && bounds.home(page.importance(at)) < page.tier(at);
  }
}
