package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.replay.tier.TierMembers;

/** Whether every item is in the tier where it belongs, with its weight. */
final class PlacementChecks {

  private PlacementChecks() {}

  /** Everything that must hold of a shard of that configuration. */
  static void check(ReplayShard shard, TableSpec of, MapBlockStore segments) {
    Routing routing = shard.routing();
    TierBounds bounds = new TierBounds(of, 0);
    int live = 0;
    for (int t = 0; t < routing.tiers.length; t++) {
      TierMembers tier = routing.tiers[t];
      assertThat(tier.size()).isLessThanOrEqualTo(bounds.capacity(t));
      double sum = 0;
      for (int position = 0; position < tier.size(); position++) {
        int slot = tier.slotAt(position);
        IndexPage page = routing.index.page(slot);
        int at = slot & IndexPage.MASK;
        double weight = of.sampler().weight(page.value(at));
        assertThat(tier.weightOf(slot)).isEqualTo(weight);
        sum += weight;
        assertThat(page.tier(at)).isEqualTo(t);
        assertThat(bounds.demoted(t, page.importance(at))).isEqualTo(t);
        assertPromoted(routing, bounds, page.importance(at), t);
      }
      assertThat(tier.weight()).isCloseTo(sum, within(1e-9 * sum));
      live += tier.size();
    }
    assertThat(routing.index.size()).isEqualTo(live);
    assertThat(routing.ledger.created).isEqualTo(live + routing.ledger.evicted);
    PayloadChecks.check(routing, segments);
  }

  /** No better tier that the item may enter has room, or an item less important. */
  private static void assertPromoted(Routing routing, TierBounds bounds, int importance, int tier) {
    for (int to = bounds.home(importance); to < tier; to++) {
      int victim = routing.tiers[to].victim();
      assertThat(routing.tiers[to].size()).isEqualTo(bounds.capacity(to));
      assertThat(routing.index.page(victim).importance(victim & IndexPage.MASK))
          .isGreaterThanOrEqualTo(importance);
    }
  }
}
