package dev.cairn.replay;

import dev.cairn.replay.limiter.ActiveWriters;
import dev.cairn.replay.limiter.Allowance;
import dev.cairn.replay.limiter.RateLimiter;
import dev.cairn.replay.tier.TierMembers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Says what a shard publishes, and when it ought to do so soon. Not thread-safe. */
final class Publication {

  private static final int DETAIL_SAMPLE = 1024;
  private static final double[] DETAIL_SHARES = {0, 0.1, 0.25, 0.5, 0.75, 0.9, 1};

  private final TableSpec spec;
  private final int shard;
  private final Routing routing;
  private final TableView view;
  private final RequestQueue requests;
  private final Allowance allowance = new Allowance(Allowance.TTL_MS);
  private final ActiveWriters writers = new ActiveWriters();

  private long sequence;
  private int activeWriters;
  private long publishedCreated;
  private long publishedSampled;

  Publication(TableSpec spec, int shard, Routing routing, TableView view, RequestQueue requests) {
    this.spec = spec;
    this.shard = shard;
    this.routing = routing;
    this.view = view;
    this.requests = requests;
  }

  void see(long stream, long nowMs) {
    writers.see(stream, nowMs);
  }

  /**
   * Requests wait; or writers could send less in a second than they do without a pace, and there
   * are any.
   */
  boolean urgent() {
    if (requests.size() > 0) {
      return true;
    }
    ItemLedger ledger = routing.ledger;
    boolean changed = ledger.created != publishedCreated || ledger.sampled != publishedSampled;
    return (changed || activeWriters > 0) && view.insertable(ledger) < Allowance.UNPACED;
  }

  ShardStats publish(
      long nowMs,
      boolean detailed,
      long attempt,
      Sampling sampling,
      StepLedger steps,
      UpdateLedger updates,
      FeedbackMonitor monitor) {
    ItemLedger ledger = routing.ledger;
    boolean grants = shard == 0;
    int knownWriters = activeWriters;
    activeWriters = grants ? writers.count(nowMs) : 0;
    double perItem = stepsPerItem(steps.steps(), ledger);
    double allowed =
        grants
            ? allowance.grant(
                    view.insertable(ledger),
                    view.inserted(ledger),
                    nowMs,
                    mostSteps(knownWriters) / perItem)
                * perItem
            : 0;
    publishedCreated = ledger.created;
    publishedSampled = ledger.sampled;
    Totals totals = view.law().withMinProbability(sampling.totals());
    float[] latencies = monitor.latencyQuantiles();
    return new ShardStats(
        shard,
        attempt,
        sequence++,
        nowMs,
        totals,
        canSample(),
        requests.size(),
        reason(),
        allowed,
        activeWriters,
        steps.steps(),
        ledger.items(routing.index.size()),
        updates.updates(),
        routing.payload.segments(),
        routing.payload.heldBytes(),
        routing.payload.liveBytes(),
        monitor.maxPolicyVersion(),
        monitor.policyLag(),
        sampling.effectiveSampleSizes.mean(),
        latencies[0],
        latencies[1],
        detailed ? details(nowMs) : List.of(),
        view.base(),
        inside());
  }

  /** The limiter counts items and writers steps; a sequence or an episode has many. */
  private static double stepsPerItem(ShardStats.Steps steps, ItemLedger ledger) {
    double decided = steps.assembled() + steps.dropped();
    return ledger.created == 0 ? 1 : Math.max(1, decided / ledger.created);
  }

  /**
   * A chunk for each writer while writers come, as at a start and after a restore: each divides an
   * allowance by those that are known, and a thousand who know of none would each take all of it.
   */
  private double mostSteps(int knownWriters) {
    boolean settled = activeWriters > 0 && activeWriters <= knownWriters;
    return settled
        ? Double.POSITIVE_INFINITY
        : (double) spec.maxChunkSteps() * Math.max(1, activeWriters);
  }

  /**
   * Whether the shard takes part in sampling. The ratio of samples to inserts is left out: it opens
   * and shuts many times a second, and the shard's items would leave and enter N each time.
   */
  private boolean canSample() {
    return routing.index.size() > 0 && view.filled(routing.ledger);
  }

  private String reason() {
    ItemLedger ledger = routing.ledger;
    if (requests.size() > 0) {
      String why = view.whyNotSample(ledger, requests.get(0).items());
      return why.isEmpty()
          ? "waiting for items that can be drawn: items=" + routing.index.size()
          : why;
    }
    return view.whyNotInsert(ledger, spec.maxChunkSteps());
  }

  private ShardStats.Inside inside() {
    RateLimiter limiter = view.limiter();
    boolean paced = limiter.paced();
    return new ShardStats.Inside(
        hold(),
        paced ? view.position(routing.ledger) : Double.NaN,
        paced ? limiter.minDiff() : Double.NaN,
        paced ? limiter.maxDiff() : Double.NaN,
        requests.dropped(),
        routing.payload.reads(),
        routing.payload.loads(),
        routing.payload.cleaned());
  }

  /** {@link #reason}, as one of a few. */
  private ShardStats.Hold hold() {
    ItemLedger ledger = routing.ledger;
    if (requests.size() > 0) {
      if (!view.filled(ledger)) {
        return ShardStats.Hold.MIN_SIZE;
      }
      return view.canSample(ledger, requests.get(0).items())
          ? ShardStats.Hold.DRAWABLE
          : ShardStats.Hold.INSERTS;
    }
    return view.canInsert(ledger, spec.maxChunkSteps())
        ? ShardStats.Hold.NOTHING
        : ShardStats.Hold.SAMPLES;
  }

  private List<ShardStats.TierDetail> details(long nowMs) {
    List<ShardStats.TierDetail> details = new ArrayList<>(routing.tiers.length);
    long rowBytes = routing.payload.rowBytes();
    for (TierMembers tier : routing.tiers) {
      int sample = Math.min(DETAIL_SAMPLE, tier.size());
      float[] values = new float[sample];
      float[] ages = new float[sample];
      long rows = 0;
      for (int i = 0; i < sample; i++) {
        int slot = tier.slotAt((int) ((long) i * tier.size() / sample));
        IndexPage page = routing.index.page(slot);
        int at = slot & IndexPage.MASK;
        values[i] = page.value(at);
        rows += page.length(at);
        ages[i] = Math.max(0, nowMs - page.insertedMs(at));
      }
      Arrays.sort(values);
      Arrays.sort(ages);
      details.add(
          new ShardStats.TierDetail(
              Recent.quantiles(values, DETAIL_SHARES),
              Recent.quantiles(ages, DETAIL_SHARES),
              sample == 0 ? 0 : tier.size() * rowBytes * rows / sample));
    }
    return details;
  }
}
