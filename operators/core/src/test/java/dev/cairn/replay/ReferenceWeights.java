package dev.cairn.replay;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the items of a {@link ReferenceShard} count as when they are drawn. */
final class ReferenceWeights {

  private final ReferenceShard shard;

  ReferenceWeights(ReferenceShard shard) {
    this.shard = shard;
  }

  /** Whether all items that are not excluded have weight 0. */
  boolean flat() {
    return shard.items.values().stream().allMatch(item -> item.excluded || weight(item) == 0);
  }

  double weight(ReferenceItem item) {
    SamplerSpec sampler = shard.spec.sampler();
    boolean never = sampler.takes() == SamplerSpec.Takes.PRIORITY && item.value == 0;
    return switch (sampler.kind()) {
      case UNIFORM, FIFO, LIFO -> 1;
      case RANK, MAX_HEAP, MIN_HEAP -> never ? 0 : Math.max(1e-100, item.value);
      default ->
          sampler.takes() == SamplerSpec.Takes.PRIORITY
              ? never ? 0 : Math.pow(item.value, sampler.alpha())
              : Math.pow(item.value + sampler.epsilon(), sampler.alpha());
    };
  }

  /** The drawable items of a tier in the order in which a sampler by order or rank takes them. */
  List<ReferenceItem> ordered(int tier) {
    List<ReferenceItem> items = shard.tiers.in(tier);
    items.removeIf(item -> item.excluded || weight(item) == 0);
    Comparator<ReferenceItem> oldest = Comparator.comparingLong(item -> item.order);
    Comparator<ReferenceItem> smallest = Comparator.comparingDouble(item -> item.value);
    items.sort(
        switch (shard.spec.sampler().kind()) {
          case LIFO -> oldest.reversed();
          case RANK, MAX_HEAP -> smallest.reversed().thenComparing(oldest);
          case MIN_HEAP -> smallest.thenComparing(oldest);
          default -> oldest;
        });
    return items;
  }

  /** What each drawable item of a tier counts as when items are drawn, by id. */
  Map<Long, Double> masses(int tier) {
    Map<Long, Double> masses = new LinkedHashMap<>();
    int rank = 0;
    for (ReferenceItem item : ordered(tier)) {
      rank++;
      masses.put(
          item.id,
          switch (shard.spec.sampler().kind()) {
            case RANK -> Math.pow(rank, -shard.spec.sampler().alpha());
            case PROPORTIONAL, CUSTOM -> weight(item);
            default -> 1.0;
          });
    }
    return masses;
  }
}
