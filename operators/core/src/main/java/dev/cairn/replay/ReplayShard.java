package dev.cairn.replay;

import dev.cairn.replay.random.SplitMix64;
import dev.cairn.replay.tier.TierMembers;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One shard of a table: routes, stores, samples and updates items.
 *
 * <p>Plain state: it reads no clock and draws from its own seeded generator, so the same calls give
 * the same answers, also across {@link #snapshot} and {@link #restore}. About 90 bytes of memory an
 * item beside the payload cache. An insert costs about 1 µs an item, a draw and an update each less
 * than that when the payload is cached.
 *
 * <p>Not thread-safe.
 */
public final class ReplayShard {

  private TableSpec spec;
  private final int shard;
  private final long attempt;
  private final SplitMix64 random;
  private final RunCheck check;
  private final Routing routing;
  private final TableView view;
  private final RequestQueue requests = new RequestQueue();
  private final Sampling sampling;
  private final StepLedger steps = new StepLedger();
  private final UpdateLedger updateLedger = new UpdateLedger();
  private final FeedbackMonitor monitor = new FeedbackMonitor();
  private final Feedback feedback;
  private final Publication publication;
  private final long maxRise;

  private ReplayShard(TableSpec spec, int shard, Blocks blocks, long attempt, SplitMix64 random) {
    if (shard < 0 || shard >= spec.shards()) {
      throw new IllegalArgumentException(
          "shard must be in [0, shards): shard=" + shard + " shards=" + spec.shards());
    }
    this.spec = spec;
    this.shard = shard;
    this.attempt = attempt;
    this.random = random;
    check = new RunCheck(spec);
    ItemIndex index = new ItemIndex(PayloadStore.hasSpans(spec), blocks.fixed(), blocks.changing());
    routing = new Routing(spec, shard, index, new PayloadStore(spec, blocks.segments()), random);
    view = new TableView(spec, shard);
    sampling = new Sampling(spec, routing, view, requests, random, attempt);
    feedback = new Feedback(routing, sampling, updateLedger, monitor, attempt);
    publication = new Publication(spec, shard, routing, view, requests);
    maxRise = spec.maxPolicyRise();
  }

  /**
   * A new, empty shard.
   *
   * @param shard its number, in [0, shards)
   * @param seed of all draws
   * @param blocks empty
   * @param nowMs ms since the epoch; becomes its attempt stamp
   */
  public static ReplayShard create(
      TableSpec spec, int shard, long seed, Blocks blocks, long nowMs) {
    return new ReplayShard(spec, shard, blocks, nowMs, new SplitMix64(seed));
  }

  /**
   * A shard as {@link #snapshot()} left it. Its attempt stamp is max(stored + 1, nowMs). Tiers,
   * capacities, sampler, limiter and scorer are those of {@code spec}: what they no longer allow
   * where it is moves or is evicted, and counted. Reads every block of the index.
   *
   * @throws IllegalArgumentException when the header is of an unknown version or of another
   *     signature or shard count, or blocks are missing
   */
  public static ReplayShard restore(
      TableSpec spec, int shard, Blocks blocks, byte[] header, long nowMs) {
    ReplayShard restored = stored(spec, shard, blocks, header, nowMs);
    restored.routing.settle();
    return restored;
  }

  /**
   * Refuses what {@link #restore} would refuse for its header; nothing else is read.
   *
   * @throws IllegalArgumentException when the header is of an unknown version or of another
   *     signature or shard count
   */
  public static void requireFits(TableSpec spec, int shard, byte[] header) {
    ShardHeader.read(spec, shard, header, (in, version) -> {});
  }

  /**
   * A shard as {@link #snapshot()} left it, with every item where it was stored; nothing is
   * written. To be looked at.
   */
  static ReplayShard stored(TableSpec spec, int shard, Blocks blocks, byte[] header, long nowMs) {
    ReplayShard[] restored = new ReplayShard[1];
    ShardHeader.read(
        spec,
        shard,
        header,
        (in, version) -> {
          long attempt = Math.max(in.readLong() + 1, nowMs);
          SplitMix64 random = new SplitMix64(in.readLong());
          ReplayShard empty = new ReplayShard(spec, shard, blocks, attempt, random);
          empty.read(in, version);
          restored[0] = empty;
        });
    return restored[0];
  }

  /**
   * Goes on with another configuration: weighs every item anew when alpha has changed, moves items
   * to the tiers where they belong now, and evicts, by the rules, what the capacities no longer
   * allow; all of it counted. Requests that wait stay.
   *
   * <p>Costs about 0.1 µs an item held for a new alpha, and about 1 µs for each item that moves or
   * goes.
   *
   * @param changed the same table with other capacities, limiter, alpha, uniform mix, thresholds or
   *     shares
   * @throws IllegalArgumentException when anything else differs; nothing is changed then
   */
  public void configure(TableSpec changed) {
    spec.requireChangeableTo(changed);
    spec = changed;
    routing.configure(changed);
    view.configure(changed, routing.ledger);
    sampling.configure(changed);
  }

  /** Evicts all items, which count as cleared too. Costs about 1 µs an item. */
  public void clear() {
    routing.clear();
  }

  /** Where the shard keeps its blocks. */
  public record Blocks(BlockStore segments, BlockStore fixed, BlockStore changing) {}

  /** Attempt stamp of this shard since it was created or restored. */
  public long attempt() {
    return attempt;
  }

  /**
   * Scores, routes and stores the run's items. Costs one copy of the payload and about 1 µs an
   * item.
   *
   * @throws IllegalArgumentException when the run is malformed; nothing is stored then
   */
  public void insert(Run run, long nowMs) {
    check.require(run);
    routing.insert(run, nowMs);
    monitor.chunk(run.policyVersion(), maxRise);
    routing.sweep(nowMs, monitor.maxPolicyVersion());
  }

  /** Adds to the step ledger and notes that the stream is active. */
  public void count(StepCounts counts, long nowMs) {
    steps.add(counts);
    publication.see(counts.stream(), nowMs);
  }

  /**
   * Applies priority updates, each counted by its outcome. Those that answer a batch which this
   * shard cannot have given (of a later attempt, or not drawn yet) are invalid: applied, they would
   * shut out all later ones.
   *
   * @throws IllegalArgumentException when slots, ids and values are not of one length
   */
  public void update(PriorityUpdates updates, long nowMs) {
    feedback.apply(updates, nowMs);
    routing.sweep(nowMs, monitor.maxPolicyVersion());
  }

  /**
   * Takes a request; {@link #poll} answers it. An id that was answered in this attempt is ignored,
   * as far as they are remembered (the last 32,768); at most 4,096 requests wait, the oldest is
   * dropped beyond.
   */
  public void request(SampleRequest request, long nowMs) {
    if (request.deadlineMs() >= nowMs) {
      requests.add(request);
    } else {
      requests.drop();
    }
  }

  /** Takes another shard's totals; older ones than those known are ignored. */
  public void observe(ShardTotals other) {
    view.observe(other);
  }

  /**
   * The next answer that may go out now, or null. Requests past their deadline are dropped and
   * counted. They are answered in order, except that peeks and refusals need not wait for the
   * limiter.
   *
   * @return a batch that holds until the next call, which fills the same one anew
   */
  public @Nullable DrawnBatch poll(long nowMs) {
    routing.sweep(nowMs, monitor.maxPolicyVersion());
    return sampling.poll(nowMs);
  }

  /** Items held. */
  public int size() {
    return routing.index.size();
  }

  /** Requests dropped unanswered, their deadline having passed; ever. */
  public long droppedRequests() {
    return requests.dropped();
  }

  /** Whether requests wait or writers are paced, so that stats ought to go out soon. */
  public boolean urgent() {
    return publication.urgent();
  }

  /**
   * What to publish now; grants writers a new allowance (shard 0). Detailed ones hold quantiles.
   */
  public ShardStats publish(long nowMs, boolean detailed) {
    return publication.publish(nowMs, detailed, attempt, sampling, steps, updateLedger, monitor);
  }

  /**
   * Writes what changed into the blocks and returns the header to keep with them. The open segment
   * is written too and stays open: the next snapshot or its end overwrites it. The shard goes on.
   */
  public byte[] snapshot() {
    routing.index.snapshot(routing.positions);
    return ShardHeader.write(
        spec,
        shard,
        out -> {
          out.writeLong(attempt);
          out.writeLong(random.state());
          routing.ledger.write(out);
          out.writeLong(routing.nextOrder());
          out.writeInt(routing.index.pages());
          out.writeInt(routing.tiers.length);
          for (TierMembers tier : routing.tiers) {
            out.writeInt(tier.included());
          }
          routing.bounds().write(out);
          routing.stamps.write(out);
          routing.importance().write(out);
          routing.payload.snapshot(out);
          steps.write(out);
          updateLedger.write(out);
          monitor.write(out);
          requests.write(out);
          writeLimiter(out);
        });
  }

  private void read(DataInput in, int version) throws IOException {
    routing.ledger.read(in);
    long order = in.readLong();
    routing.index.restore(in.readInt());
    int[] included = new int[in.readInt()];
    for (int tier = 0; tier < included.length; tier++) {
      included[tier] = in.readInt();
    }
    // Where they are not known, every item is looked at.
    boolean sameBounds = version >= ShardHeader.WITH_BOUNDS && routing.bounds().readSame(in);
    routing.stamps.read(in);
    routing.importance().read(in);
    routing.payload.restore(in);
    steps.read(in);
    updateLedger.read(in);
    monitor.read(in);
    requests.read(in);
    LimiterBase limiter = readLimiter(in);
    routing.rebuild(order, included, sameBounds);
    view.resume(limiter, routing.ledger);
  }

  private void writeLimiter(DataOutput out) throws IOException {
    LimiterBase base = view.base();
    out.writeDouble(base.samplesPerInsert());
    out.writeLong(base.minSize());
    out.writeLong(base.samples());
  }

  private static LimiterBase readLimiter(DataInput in) throws IOException {
    return new LimiterBase(in.readDouble(), in.readLong(), in.readLong());
  }

  /** What the shard knows of its table; for tests. */
  TableView view() {
    return view;
  }

  /** The half of the shard that stores; for tests of what the memory holds. */
  Routing routing() {
    return routing;
  }
}
