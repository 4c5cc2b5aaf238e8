package dev.cairn.replay;

import dev.cairn.replay.random.SplitMix64;
import dev.cairn.replay.tier.Quota;
import dev.cairn.replay.tier.TierMembers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
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
    columns = BatchColumns.of(spec, routing.index, routing.payload);
  }

  /** Draws by another sampler from now on. */
  void configure(TableSpec changed) {
    spec = changed;
  }

  /** Batches answered in this attempt; the number of the next one. */
  long sequence() {
    return sequence;
  }

  /** This shard's totals. */
  Totals totals() {
    List<Totals.Tier> tiers = new ArrayList<>(routing.tiers.length);
    for (TierMembers tier : routing.tiers) {
      tiers.add(
          new Totals.Tier(
              tier.size(),
              tier.drawable(),
              tier.weight(),
              tier.minWeight(),
              tier.size() - tier.included()));
    }
    ItemLedger ledger = routing.ledger;
    return new Totals(ledger.created, ledger.sampled, ledger.evicted, 0, tiers);
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
    for (SampleRequest request : requests.waiting()) {
      String refusal = refusal(request);
      if (refusal != null) {
        requests.answer(request);
        return batch(request, refusal, nowMs, new int[0], new double[0], view.table(totals()));
      }
      if (!request.peek()) {
        held = held || !view.canSample(routing.ledger, request.items());
        if (held) {
          continue;
        }
      }
      DrawnBatch batch = draw(request, nowMs);
      if (batch != null) {
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
    Totals own = totals();
    Totals table = view.table(own);
    Law.ShardLaw law = view.law().shard(own, table);
    if (!(law.q() > 0)) {
      return null;
    }
    int items = request.items();
    if (distinct && LongStream.of(law.drawable()).sum() < items) {
      return null;
    }
    Quota quota =
        distinct
            ? Quota.distinct(items, law.shares(), law.drawable(), random)
            : Quota.of(items, law.shares(), law.drawable(), random);
    int[] slots = new int[items];
    double[] probabilities = new double[items];
    int from = 0;
    for (int tier = 0; tier < routing.tiers.length; tier++) {
      int count = quota.counts()[tier];
      if (count == 0) {
        continue;
      }
      routing.tiers[tier].draw(
          law.uniformMixes()[tier], law.flat(), count, random, slots, probabilities, from);
      double chance = request.q() * quota.fractions()[tier];
      for (int i = from; i < from + count; i++) {
        probabilities[i] *= chance;
      }
      from += count;
    }
    requests.answer(request);
    if (!request.peek()) {
      note(slots, probabilities);
    }
    return batch(request, null, nowMs, slots, probabilities, table);
  }

  private void note(int[] slots, double[] probabilities) {
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < slots.length; i++) {
      routing.sampled(slots[i]);
      // Not drawn at random: weight 1, as the reader takes it.
      double weight = Double.isNaN(probabilities[i]) ? 1 : 1 / probabilities[i];
      sum += weight;
      squares += weight * weight;
    }
    effectiveSampleSizes.add(sum * sum / (slots.length * squares));
  }

  private DrawnBatch batch(
      SampleRequest request,
      @Nullable String refused,
      long nowMs,
      int[] slots,
      double[] probabilities,
      Totals table) {
    int items = slots.length;
    long[] ids = new long[items];
    byte[] tiers = new byte[items];
    float[] values = new float[items];
    long[] ages = new long[items];
    long[] versions = new long[items];
    for (int i = 0; i < items; i++) {
      IndexPage page = routing.index.page(slots[i]);
      int at = slots[i] & IndexPage.MASK;
      ids[i] = page.id(at);
      tiers[i] = (byte) page.tier(at);
      values[i] = page.value(at);
      ages[i] = Math.max(0, nowMs - page.insertedMs(at));
      versions[i] = page.policyVersion(at);
    }
    return new DrawnBatch(
        request,
        refused,
        attempt,
        sequence++,
        nowMs,
        slots,
        ids,
        probabilities,
        tiers,
        values,
        ages,
        versions,
        columns.gather(slots),
        Law.effective(table));
  }
}
