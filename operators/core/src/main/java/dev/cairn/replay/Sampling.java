package dev.cairn.replay;

import dev.cairn.replay.random.SplitMix64;
import dev.cairn.replay.tier.Quota;
import dev.cairn.replay.tier.TierMembers;
import org.jspecify.annotations.Nullable;

/**
 * Other half of a shard: answers requests by drawing items, and says with which probability it drew
 * them. Not thread-safe.
 */
final class Sampling {

  private TableSpec spec;
  private final Routing routing;
  private final TableView view;
  private final RequestQueue requests;
  private final SplitMix64 random;
  private final BatchColumns columns;
  private final boolean distinct;
  private final long attempt;

  final Recent effectiveSampleSizes = new Recent(64);
  private long sequence;

  // Filled anew for each batch, so that drawing allocates nothing.
  private final TotalSums own;
  private final TotalSums table;
  private final Law.ShardLaw law;
  private final Quota quota;
  private @Nullable DrawnBatch last;

  Sampling(
      TableSpec spec,
      Routing routing,
      TableView view,
      RequestQueue requests,
      SplitMix64 random,
      long attempt) {
    this.spec = spec;
    this.routing = routing;
    this.view = view;
    this.requests = requests;
    this.random = random;
    this.attempt = attempt;
    distinct = spec.sampler().newSampler().distinct();
    columns = BatchColumns.of(spec, routing.index, routing.payload, routing::likelihood);
    int tiers = spec.tiers().size();
    own = new TotalSums(tiers);
    table = new TotalSums(tiers);
    law = new Law.ShardLaw(tiers);
    quota = new Quota(tiers);
  }

  /** Draws by another sampler from now on. */
  void configure(TableSpec changed) {
    spec = changed;
  }

  /** Batches answered in this attempt; the number of the next one. */
  long sequence() {
    return sequence;
  }

  /** This shard's totals, without P_min. */
  Totals totals() {
    sumOwn();
    return own.totals();
  }

  private void sumOwn() {
    ItemLedger ledger = routing.ledger;
    own.clear();
    own.count(ledger.created, ledger.sampled, ledger.evicted);
    for (int t = 0; t < routing.tiers.length; t++) {
      TierMembers tier = routing.tiers[t];
      own.add(
          t,
          tier.size(),
          tier.drawable(),
          tier.weight(),
          tier.minWeight(),
          tier.size() - tier.included());
    }
  }

  /** Sums up the shard and the table, as the law sees them; returns whether they are flattened. */
  private boolean sum() {
    sumOwn();
    view.fill(table, own);
    boolean flat = table.isFlat();
    if (flat) {
      own.flatten();
      table.flatten();
    }
    table.minProbability = view.law().minProbability(table);
    return flat;
  }

  /**
   * The first request that can be answered now. Requests are answered in order: the first that has
   * to wait for items or for the limiter holds those behind it back, except peeks, which the
   * limiter does not concern, and refusals.
   */
  @Nullable DrawnBatch poll(long nowMs) {
    if (requests.size() == 0) {
      return null;
    }
    requests.dropExpired(nowMs);
    boolean held = false;
    for (int i = 0; i < requests.size(); i++) {
      SampleRequest request = requests.get(i);
      String refusal = refusal(request);
      if (refusal != null) {
        sum();
        DrawnBatch refused = new DrawnBatch(request, refusal, attempt, 0, table);
        refused.name(request, sequence++, nowMs);
        requests.answer(i);
        return refused;
      }
      if (!request.peek()) {
        held = held || !view.canSample(routing.ledger, request.items());
        if (held) {
          continue;
        }
      }
      DrawnBatch batch = draw(request, nowMs);
      if (batch != null) {
        requests.answer(i);
        return batch;
      }
      held = true;
    }
    return null;
  }

  private @Nullable String refusal(SampleRequest request) {
    if (request.items() < 1 || request.items() > spec.maxBatch()) {
      return "items must be in [1, max_batch]: items="
          + request.items()
          + " max_batch="
          + spec.maxBatch();
    }
    if (!(request.q() > 0 && request.q() <= 1)) {
      return "q must be in (0, 1]: q=" + request.q();
    }
    return null;
  }

  /** Null when nothing in this shard is drawable, or not enough where items are distinct. */
  private @Nullable DrawnBatch draw(SampleRequest request, long nowMs) {
    if (routing.index.size() == 0) {
      return null;
    }
    view.law().fill(law, sum(), own, table);
    int items = request.items();
    if (!(law.q() > 0) || (distinct && drawable() < items)) {
      return null;
    }
    if (distinct) {
      quota.fillDistinct(items, law.shares(), law.drawable(), random);
    } else {
      quota.fill(items, law.shares(), law.drawable(), random);
    }
    DrawnBatch batch = batch(request);
    batch.name(request, sequence++, nowMs);
    draw(request.q(), batch.slots(), batch.probabilities());
    describe(batch, !request.peek());
    batch.setColumns(columns.gather(batch.slots()));
    return batch;
  }

  private long drawable() {
    long sum = 0;
    for (long ofTier : law.drawable()) {
      sum += ofTier;
    }
    return sum;
  }

  /** The last batch again, where it is of the size that is asked for. */
  private DrawnBatch batch(SampleRequest request) {
    if (last == null || last.slots().length != request.items()) {
      last = new DrawnBatch(request, null, attempt, request.items(), table);
    }
    return last;
  }

  private void draw(double q, int[] slots, double[] probabilities) {
    int from = 0;
    for (int tier = 0; tier < routing.tiers.length; tier++) {
      int count = quota.counts()[tier];
      if (count == 0) {
        continue;
      }
      routing.tiers[tier].draw(
          law.uniformMixes()[tier], law.flat(), count, random, slots, probabilities, from);
      double chance = q * quota.fractions()[tier];
      for (int i = from; i < from + count; i++) {
        probabilities[i] *= chance;
      }
      from += count;
    }
  }

  /** Fills in what the index knows of the items, and notes there that they were drawn. */
  private void describe(DrawnBatch batch, boolean counted) {
    int[] slots = batch.slots();
    routing.index.touch(slots);
    for (int i = 0; i < slots.length; i++) {
      IndexPage page = routing.index.page(slots[i]);
      int at = slots[i] & IndexPage.MASK;
      batch.describe(i, page, at);
      if (counted) {
        routing.sampled(slots[i], page, at);
      }
    }
    if (counted) {
      effectiveSampleSizes.add(effectiveSampleSize(batch.probabilities()));
    }
  }

  private static double effectiveSampleSize(double[] probabilities) {
    double sum = 0;
    double squares = 0;
    for (double probability : probabilities) {
      // Not drawn at random: weight 1, as the reader takes it.
      double weight = Double.isNaN(probability) ? 1 : 1 / probability;
      sum += weight;
      squares += weight * weight;
    }
    return sum * sum / (probabilities.length * squares);
  }
}
