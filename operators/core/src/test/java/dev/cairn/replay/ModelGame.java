package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** A random game: operations, snapshots and crashes, with a shard and with its reference. */
final class ModelGame {

  private TableSpec spec;
  private final SplittableRandom random;
  ReferenceShard reference;
  private ReplayShard shard;
  private MapBlockStore segments = new MapBlockStore();
  private MapBlockStore fixed = new MapBlockStore();
  private MapBlockStore changing = new MapBlockStore();
  private final List<KeptBatch> batches = new ArrayList<>();
  private final Set<Long> answered = new HashSet<>();
  private long nowMs = 1_000_000;
  private long nextId = 1;
  private long nextRequest;
  private long steps;
  int answers;
  int crashes;

  // The last checkpoint.
  private byte[] header;
  private ReplayShard.Blocks checkpoint;
  private ReferenceShard checkpointReference;

  ModelGame(TableSpec spec, long seed) {
    this.spec = spec;
    random = new SplittableRandom(seed);
    reference = new ReferenceShard(spec);
    shard = ReplayShard.create(spec, 0, seed, blocks(), nowMs);
    snapshot();
  }

  private ReplayShard.Blocks blocks() {
    return new ReplayShard.Blocks(segments, fixed, changing);
  }

  void play() {
    nowMs += random.nextInt(3);
    int what = random.nextInt(1000);
    if (what < 300) {
      insert();
    } else if (what < 650) {
      update();
    } else if (what < 980) {
      request();
      answer();
    } else if (what < 992) {
      snapshot();
    } else if (what < 994) {
      crash();
    } else if (what < 995) {
      configure();
    } else {
      compare();
    }
  }

  private void insert() {
    int length = 1 + random.nextInt(random.nextInt(10) == 0 ? 100 : 12);
    double[] rewards = random.doubles(length).map(r -> Math.floor(r * 20) / 20).toArray();
    double[] initial = new double[length];
    for (int i = 0; i < length; i++) {
      initial[i] = random.nextInt(3) == 0 ? value() : Double.NaN;
    }
    Run run = Runs.of(nextId, length, k -> rewards[k], k -> initial[k]);
    // The payload of the last row's successor has the next id.
    nextId += length + 1;
    shard.insert(run, nowMs);
    reference.insert(run, nowMs);
    reference.expire(nowMs);
    shard.count(new StepCounts(1, length, length, 0, 0, 0, 0), nowMs);
    steps += length;
  }

  private double value() {
    return switch (random.nextInt(12)) {
      case 0 -> 0;
      case 1 -> 3e6;
      case 2 -> 0.25;
      default -> Math.exp(random.nextDouble() * 8 - 6);
    };
  }

  private void update() {
    if (batches.isEmpty()) {
      return;
    }
    KeptBatch batch = batches.get(random.nextInt(batches.size()));
    int items = batch.ids().length;
    int from = items == 0 ? 0 : random.nextInt(items);
    int[] slots = Arrays.copyOfRange(batch.slots(), from, items);
    long[] ids = Arrays.copyOfRange(batch.ids(), from, items);
    float[] values = new float[items - from];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextInt(4) == 0 ? -value() : value());
    }
    if (values.length > 0 && random.nextInt(10) == 0) {
      values[0] = random.nextBoolean() ? Float.NaN : Float.NEGATIVE_INFINITY;
    }
    if (slots.length > 0 && random.nextInt(20) == 0) {
      slots[0] = random.nextInt(3) == 0 ? Integer.MIN_VALUE : random.nextInt(1000);
      ids[0] = -5;
    }
    long sequence = batch.sequence() + (random.nextInt(50) == 0 ? 1_000_000 : 0);
    long next = nextSequence();
    long version = spec.sampler().maxPolicyLag() >= 0 ? 5 + random.nextInt(2) : 100;
    PriorityUpdates updates =
        new PriorityUpdates(batch.attempt(), sequence, slots, ids, values, version, nowMs - 5);
    shard.update(updates, nowMs);
    long applied = reference.applied;
    for (int i = 0; i < ids.length; i++) {
      reference.update(ids[i], values[i], batch.attempt(), sequence, shard.attempt(), next);
    }
    if (reference.applied > applied) {
      reference.feedback(version);
    }
    reference.expire(nowMs);
  }

  private long nextSequence() {
    long next = 0;
    for (KeptBatch batch : batches) {
      if (batch.attempt() == shard.attempt()) {
        next = Math.max(next, batch.sequence() + 1);
      }
    }
    return next;
  }

  private void request() {
    int items = random.nextInt(30) == 0 ? spec.maxBatch() + 1 : 1 + random.nextInt(64);
    double q = random.nextInt(40) == 0 ? 0 : 1 - random.nextDouble() * 0.9;
    long id = random.nextInt(8) == 0 ? Math.max(0, nextRequest - 3) : nextRequest++;
    boolean peek = random.nextInt(10) == 0;
    shard.request(new SampleRequest("a", id, items, q, 3, nowMs + 20, peek), nowMs);
  }

  private void answer() {
    DrawnBatch batch;
    while (true) {
      batch = shard.poll(nowMs);
      reference.expire(nowMs);
      if (batch == null) {
        return;
      }
      check(batch);
    }
  }

  private void check(DrawnBatch batch) {
    assertThat(answered.add(batch.request().request())).as("answered twice").isTrue();
    batches.add(KeptBatch.of(batch));
    if (batches.size() > 60) {
      batches.remove(random.nextInt(30));
    }
    int items = batch.request().items();
    boolean refused = items > spec.maxBatch() || batch.request().q() == 0;
    assertThat(batch.refused() != null).isEqualTo(refused);
    assertThat(batch.ids()).hasSize(refused ? 0 : items);
    if (refused) {
      return;
    }
    answers++;
    DrawCheck draws = new DrawCheck(reference, nowMs);
    if (!batch.request().peek()) {
      draws.checkLimiter(items);
      for (long id : batch.ids()) {
        reference.draw(reference.item(id));
      }
    }
    draws.checkProbabilities(batch);
    for (int i = 0; i < items; i += 1 + random.nextInt(20)) {
      draws.checkItem(batch, i);
    }
  }

  /** Another alpha and uniform mix, which last through crashes as a control record does. */
  private void configure() {
    boolean byWeight =
        spec.sampler().kind() == SamplerSpec.Kind.PROPORTIONAL
            || spec.sampler().kind() == SamplerSpec.Kind.RANK;
    double mix = byWeight ? random.nextDouble(0.9) : 0;
    SamplerSpec sampler = spec.sampler().with(random.nextDouble(2), mix);
    spec =
        spec.with(
            spec.capacityItems(), spec.capacityBytes(), spec.tiers(), sampler, spec.limiter());
    shard.configure(spec);
    reference.spec = spec;
    checkpointReference.spec = spec;
    compare();
  }

  private void snapshot() {
    header = shard.snapshot();
    checkpoint = new ReplayShard.Blocks(segments.copy(), fixed.copy(), changing.copy());
    checkpointReference = reference.copy();
  }

  /** Back to the last checkpoint; feedback of the lost attempt may still come. */
  private void crash() {
    crashes++;
    long lost = shard.attempt();
    segments = ((MapBlockStore) checkpoint.segments()).copy();
    fixed = ((MapBlockStore) checkpoint.fixed()).copy();
    changing = ((MapBlockStore) checkpoint.changing()).copy();
    nowMs++;
    shard = ReplayShard.restore(spec, 0, blocks(), header, nowMs);
    assertThat(shard.attempt()).isGreaterThan(lost);
    reference = checkpointReference.copy();
    answered.clear();
    compare();
    answer();
  }

  /** Whether the shard holds what the reference holds, and counts what it counts. */
  void compare() {
    new StateCheck(reference, shard).check(segments);
    ShardStats stats = shard.publish(nowMs, random.nextInt(5) == 0);
    StateCheck.checkLedgers(reference, stats);
    assertThat(steps).isGreaterThanOrEqualTo(stats.steps().received());
  }
}
