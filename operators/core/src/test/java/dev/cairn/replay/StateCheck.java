package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.replay.tier.TierMembers;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** Whether a shard holds what its reference holds, each item as it ought to be. */
final class StateCheck {

  private final ReferenceShard reference;
  private final ReplayShard shard;

  StateCheck(ReferenceShard reference, ReplayShard shard) {
    this.reference = reference;
    this.shard = shard;
  }

  void check(MapBlockStore segments) {
    Routing routing = shard.routing();
    assertThat(routing.index.size()).isEqualTo(reference.items.size());
    int live = 0;
    for (int t = 0; t < reference.tiers.count(); t++) {
      TierMembers tier = routing.tiers[t];
      live += tier.size();
      double weight = 0;
      Set<Long> ids = new HashSet<>();
      for (int position = 0; position < tier.size(); position++) {
        int slot = tier.slotAt(position);
        IndexPage page = routing.index.page(slot);
        ReferenceItem item = check(page, slot & IndexPage.MASK, t);
        ids.add(item.id);
        assertThat(tier.isExcluded(slot)).isEqualTo(item.excluded);
        assertThat(tier.weightOf(slot))
            .isEqualTo(item.excluded ? 0 : reference.weights.weight(item));
      }
      for (double mass : reference.weights.masses(t).values()) {
        weight += mass;
      }
      assertThat(ids).hasSize(tier.size()).hasSameSizeAs(reference.tiers.in(t));
      assertThat(tier.size()).isLessThanOrEqualTo(reference.tiers.capacity(t));
      assertThat(tier.weight()).isCloseTo(weight, within(1e-9 * weight));
    }
    assertThat(live).isEqualTo(reference.items.size());
    assertThat(routing.inherited()).isEqualTo(reference.inherited());
    PayloadChecks.check(routing, segments);
  }

  private ReferenceItem check(IndexPage page, int at, int tier) {
    ReferenceItem item = reference.item(page.id(at));
    assertThat(item.tier).isEqualTo(tier);
    assertThat(page.tier(at)).isEqualTo(tier);
    assertThat(page.importance(at)).isEqualTo(item.importance);
    assertThat(page.isUnscored(at)).isEqualTo(item.unscored);
    assertThat(page.isOwn(at)).isEqualTo(item.own);
    assertThat(page.value(at)).isEqualTo(item.value);
    assertThat(page.order(at)).isEqualTo(item.order);
    if (!item.unscored && tier < reference.tiers.count() - 1) {
      assertThat(item.importance / 65535.0).isGreaterThanOrEqualTo(reference.tiers.stay(tier));
    }
    return item;
  }

  /** Every count of items and updates is the same, and the counts balance. */
  static void checkLedgers(ReferenceShard reference, ShardStats stats) {
    assertThat(stats.items())
        .isEqualTo(
            new ShardStats.Items(
                reference.created,
                reference.items.size(),
                reference.evicted,
                reference.evictedUnsampled,
                reference.sampled,
                Arrays.stream(reference.sampledOf).boxed().toList(),
                reference.promoted,
                reference.demoted,
                reference.promotionRefused,
                0,
                new ShardStats.Evictions(reference.full, 0, reference.expired)));
    assertThat(reference.full + reference.expired).isEqualTo(reference.evicted);
    assertThat(stats.items().created()).isEqualTo(stats.items().live() + stats.items().evicted());
    assertThat(stats.updates())
        .isEqualTo(
            new ShardStats.Updates(
                reference.applied
                    + reference.stale
                    + reference.early
                    + reference.outOfOrder
                    + reference.invalid,
                reference.applied,
                reference.stale,
                reference.early,
                reference.outOfOrder,
                reference.invalid));
  }
}
