package dev.cairn.replay;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who is in which tier of a {@link ReferenceShard}, who belongs there and who goes first. */
final class ReferenceTiers {

  private final ReferenceShard shard;

  ReferenceTiers(ReferenceShard shard) {
    this.shard = shard;
  }

  int count() {
    return shard.spec.tiers().size();
  }

  int capacity(int tier) {
    int last = count() - 1;
    if (tier < last) {
      return (int)
          (shard.spec.capacityItems() * shard.spec.tiers().get(tier).capacityShare() + 1e-9);
    }
    int rest = (int) shard.spec.capacityItems();
    for (int t = 0; t < last; t++) {
      rest -= capacity(t);
    }
    return rest;
  }

  List<ReferenceItem> in(int tier) {
    List<ReferenceItem> in = new ArrayList<>();
    for (ReferenceItem item : shard.items.values()) {
      if (item.tier == tier) {
        in.add(item);
      }
    }
    return in;
  }

  double r(int importance) {
    return importance / 65535.0;
  }

  int theta1() {
    // 0.9 * 65535 = 58981.5 and 0.6 * 65535 = 39321.
    return count() > 1 ? 58982 : 65535;
  }

  int home(int importance) {
    int tier = 0;
    while (tier < count() - 1 && r(importance) < shard.spec.tiers().get(tier).threshold()) {
      tier++;
    }
    return tier;
  }

  /** Lower bound of r in a tier, hysteresis included. */
  double stay(int tier) {
    double theta = shard.spec.tiers().get(tier).threshold();
    double next = tier + 1 < count() ? shard.spec.tiers().get(tier + 1).threshold() : 0;
    return theta - Math.min(0.02, (theta - next) / 4);
  }

  int size(int tier) {
    int size = 0;
    for (ReferenceItem item : shard.items.values()) {
      size += item.tier == tier ? 1 : 0;
    }
    return size;
  }

  ReferenceItem victim(int tier, @Nullable ReferenceItem with) {
    ReferenceItem victim = with;
    for (ReferenceItem item : shard.items.values()) {
      if (item.tier == tier && (victim == null || goesBefore(item, victim, tier))) {
        victim = item;
      }
    }
    if (victim == null) {
      throw new AssertionError("an empty tier has no victim: tier=" + tier);
    }
    return victim;
  }

  private boolean goesBefore(ReferenceItem a, ReferenceItem b, int tier) {
    if (tier < count() - 1 && a.importance != b.importance) {
      return a.importance < b.importance;
    }
    if (tier == count() - 1) {
      switch (shard.spec.remover().kind()) {
        case LIFO:
          return a.order > b.order;
        case MAX_HEAP:
          return a.value != b.value ? a.value > b.value : a.order < b.order;
        case MIN_HEAP:
          return a.value != b.value ? a.value < b.value : a.order < b.order;
        default:
          break;
      }
    }
    return a.order < b.order;
  }
}
