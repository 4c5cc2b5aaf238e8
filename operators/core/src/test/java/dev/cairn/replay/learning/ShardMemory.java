package dev.cairn.replay.learning;

import static java.util.Objects.requireNonNull;

import dev.cairn.replay.BlockStore;
import dev.cairn.replay.ColumnSpec;
import dev.cairn.replay.DType;
import dev.cairn.replay.DrawnBatch;
import dev.cairn.replay.ImportanceSpec;
import dev.cairn.replay.LimiterSpec;
import dev.cairn.replay.NormaliserSpec;
import dev.cairn.replay.PriorityUpdates;
import dev.cairn.replay.ReplayShard;
import dev.cairn.replay.Run;
import dev.cairn.replay.SampleRequest;
import dev.cairn.replay.SamplerSpec;
import dev.cairn.replay.ScorerSpec;
import dev.cairn.replay.Signature;
import dev.cairn.replay.StorageUnit;
import dev.cairn.replay.TableSpec;
import dev.cairn.replay.TierSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A shard that is the whole table. Ids are the items' numbers. */
final class ShardMemory implements LearningMemory {

  private static final int CAPACITY = 20_000;

  private final ReplayShard shard;
  private long inserted;
  private long requests;
  private long now = 1;

  /** Tiers by reward, from 0 to 10, if there is more than one. */
  ShardMemory(SamplerSpec sampler, List<TierSpec> tiers, long seed) {
    TableSpec spec =
        new TableSpec(
            "learning",
            1,
            CAPACITY,
            1 << 30,
            new Signature(List.of(new ColumnSpec("rewards", DType.FLOAT32, List.of(), false))),
            StorageUnit.SINGLE_STEPS,
            tiers,
            ImportanceSpec.of(new ScorerSpec.Reward(), new NormaliserSpec.Fixed(0, 10)),
            sampler,
            TableSpec.Overflow.DEMOTE,
            new LimiterSpec(1, Double.NaN, 0),
            64,
            1,
            4_096,
            0.33,
            1 << 20);
    shard =
        ReplayShard.create(
            spec,
            0,
            seed,
            new ReplayShard.Blocks(new HeapBlocks(), new HeapBlocks(), new HeapBlocks()),
            now);
  }

  @Override
  public void insert(double reward) {
    byte[] payload =
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat((float) reward).array();
    shard.insert(
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
            new float[] {Float.NaN}),
        now);
  }

  @Override
  public Batch draw(int n) {
    now++;
    shard.request(new SampleRequest("learner", requests++, n, 1, 0, now + 1_000, false), now);
    DrawnBatch drawn = requireNonNull(shard.poll(now), "the shard must answer at once");
    int[] items = new int[n];
    for (int k = 0; k < n; k++) {
      items[k] = (int) drawn.ids()[k];
    }
    return new Batch(
        items,
        drawn.probabilities(),
        drawn.totals().drawable(),
        drawn.totals().minProbability(),
        drawn);
  }

  @Override
  public void update(Batch batch, double[] tdErrors) {
    DrawnBatch drawn = (DrawnBatch) batch.answer();
    float[] values = new float[tdErrors.length];
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) tdErrors[k];
    }
    shard.update(
        new PriorityUpdates(
            drawn.attempt(), drawn.sequence(), drawn.slots(), drawn.ids(), values, -1, now),
        now);
  }

  private static final class HeapBlocks implements BlockStore {
    private final Map<Integer, byte[]> blocks = new HashMap<>();

    @Override
    public byte @Nullable [] get(int number) {
      return blocks.get(number);
    }

    @Override
    public void put(int number, byte[] block) {
      blocks.put(number, block.clone());
    }

    @Override
    public void remove(int number) {
      blocks.remove(number);
    }
  }
}
