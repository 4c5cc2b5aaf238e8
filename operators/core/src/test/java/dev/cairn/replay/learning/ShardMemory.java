package dev.cairn.replay.learning;

import static java.util.Objects.requireNonNull;

import dev.cairn.replay.AssemblySpec;
import dev.cairn.replay.ColumnSpec;
import dev.cairn.replay.DType;
import dev.cairn.replay.DrawnBatch;
import dev.cairn.replay.ImportanceSpec;
import dev.cairn.replay.Law;
import dev.cairn.replay.LimiterSpec;
import dev.cairn.replay.MapBlockStore;
import dev.cairn.replay.NormaliserSpec;
import dev.cairn.replay.PriorityUpdates;
import dev.cairn.replay.ReplayShard;
import dev.cairn.replay.Run;
import dev.cairn.replay.SampleRequest;
import dev.cairn.replay.SamplerSpec;
import dev.cairn.replay.ScorerSpec;
import dev.cairn.replay.ShardStats;
import dev.cairn.replay.ShardTotals;
import dev.cairn.replay.Signature;
import dev.cairn.replay.StorageUnit;
import dev.cairn.replay.TableSpec;
import dev.cairn.replay.TierSpec;
import dev.cairn.replay.Totals;
import dev.cairn.replay.random.SplitMix64;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A whole table: its shards, which learn of each other when they are told to, and a reader that
 * chooses among them by what they published. Ids are the items' numbers.
 */
public final class ShardMemory implements LearningMemory {

  private static final int CAPACITY = 20_000;

  private final TableSpec spec;
  private final Law law;
  private final SplitMix64 random;
  private final ReplayShard.Blocks[] blocks;
  private final ReplayShard[] shards;
  private double[] chances = {1};
  private long inserted;
  private long requests;
  private long now = 1;

  /** One shard; tiers by reward, from 0 to 10, if there is more than one. */
  ShardMemory(SamplerSpec sampler, List<TierSpec> tiers, long seed) {
    this(
        new TableSpec(
            "learning",
            1,
            CAPACITY,
            1 << 30,
            new Signature(List.of(new ColumnSpec("rewards", DType.FLOAT32, List.of(), false))),
            StorageUnit.SINGLE_STEPS,
            AssemblySpec.DEFAULT,
            tiers,
            ImportanceSpec.of(new ScorerSpec.Reward(), new NormaliserSpec.Fixed(0, 10)),
            sampler,
            TableSpec.Overflow.DEMOTE,
            new LimiterSpec(1, Double.NaN, 0),
            64,
            1,
            4_096,
            0.33,
            1 << 20),
        seed);
  }

  /**
   * An empty table.
   *
   * @param spec with the one column {@code rewards}, float32
   */
  public ShardMemory(TableSpec spec, long seed) {
    this.spec = spec;
    law = Law.of(spec);
    random = new SplitMix64(~seed);
    blocks = new ReplayShard.Blocks[spec.shards()];
    shards = new ReplayShard[spec.shards()];
    for (int s = 0; s < shards.length; s++) {
      blocks[s] =
          new ReplayShard.Blocks(new MapBlockStore(), new MapBlockStore(), new MapBlockStore());
      shards[s] = ReplayShard.create(spec, s, seed + s, blocks[s], now);
    }
  }

  @Override
  public void insert(double reward) {
    insert(0, reward, Double.NaN);
  }

  /**
   * Inserts an item.
   *
   * @param value its initial abs(TD error) or priority; NaN for none
   */
  public void insert(int shard, double reward, double value) {
    byte[] payload =
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat((float) reward).array();
    shards[shard].insert(
        new Run(
            0,
            inserted,
            0,
            1,
            true,
            false,
            payload,
            new long[] {inserted++},
            new int[] {0},
            new int[] {1},
            new float[] {(float) value}),
        now);
  }

  /** Every shard learns what the others hold, and the reader what all do. */
  public void exchange() {
    List<ShardTotals> all = new ArrayList<>();
    for (ReplayShard shard : shards) {
      ShardStats stats = shard.publish(now, false);
      all.add(
          new ShardTotals(
              stats.shard(),
              stats.attempt(),
              stats.sequence(),
              stats.canSample(),
              stats.limiter(),
              stats.totals()));
    }
    Totals table = law.table(all);
    chances = new double[shards.length];
    for (int s = 0; s < shards.length; s++) {
      all.forEach(shards[s]::observe);
      chances[s] = law.shard(all.get(s).totals(), table).q();
    }
  }

  /** Every shard is written to its blocks and starts again from them. */
  public void restore() {
    now++;
    for (int s = 0; s < shards.length; s++) {
      shards[s] = ReplayShard.restore(spec, s, blocks[s], shards[s].snapshot(), now);
    }
  }

  /** What a shard publishes. */
  public ShardStats stats(int shard) {
    return shards[shard].publish(now, false);
  }

  @Override
  public Batch draw(int n) {
    now++;
    int shard = choose();
    shards[shard].request(
        new SampleRequest("learner", requests++, n, chances[shard], 0, now + 1_000, false), now);
    DrawnBatch drawn = requireNonNull(shards[shard].poll(now), "the shard must answer at once");
    int[] items = new int[n];
    for (int k = 0; k < n; k++) {
      items[k] = (int) drawn.ids()[k];
    }
    return new Batch(
        items,
        drawn.probabilities(),
        drawn.totals().drawable(),
        drawn.totals().minProbability(),
        new Answer(shard, drawn));
  }

  private int choose() {
    if (shards.length == 1) {
      return 0;
    }
    double rest = random.nextDouble();
    int chosen = 0;
    for (int s = 0; s < chances.length; s++) {
      if (chances[s] > 0) {
        chosen = s;
        if (rest < chances[s]) {
          break;
        }
        rest -= chances[s];
      }
    }
    return chosen;
  }

  @Override
  public void update(Batch batch, double[] tdErrors) {
    Answer answer = (Answer) batch.answer();
    DrawnBatch drawn = answer.drawn();
    float[] values = new float[tdErrors.length];
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) tdErrors[k];
    }
    shards[answer.shard()].update(
        new PriorityUpdates(
            drawn.attempt(), drawn.sequence(), drawn.slots(), drawn.ids(), values, -1, now),
        now);
  }

  private record Answer(int shard, DrawnBatch drawn) {}
}
