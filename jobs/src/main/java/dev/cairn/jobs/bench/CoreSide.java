package dev.cairn.jobs.bench;

import dev.cairn.jobs.config.ConfigFile;
import dev.cairn.replay.BlockStore;
import dev.cairn.replay.DrawnBatch;
import dev.cairn.replay.PriorityUpdates;
import dev.cairn.replay.ReplayShard;
import dev.cairn.replay.Run;
import dev.cairn.replay.SampleRequest;
import dev.cairn.replay.TableSpec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * The memory alone in this process, full: batches are drawn with their payload and get new TD
 * errors.
 */
final class CoreSide implements Side {

  private final ReplayShard shard;
  private final TableSpec spec;
  private final int batch;
  private final SplittableRandom random = new SplittableRandom(1);
  private long id;
  private long request;

  CoreSide(BenchTable table) {
    spec = ConfigFile.parse("bench", table.yaml(), null).tables().get(0);
    batch = table.batch();
    shard =
        ReplayShard.create(
            spec,
            0,
            1,
            new ReplayShard.Blocks(new HeapBlocks(), new HeapBlocks(), new HeapBlocks()),
            0);
    for (long inserted = 0; inserted < table.items(); inserted += table.chunkSteps()) {
      insert(table.chunkSteps());
    }
    for (long drawn = 0; drawn < 2 * table.items(); drawn += batch) {
      learn();
    }
  }

  private void insert(int steps) {
    byte[] payload = new byte[spec.signature().payloadBytes(steps)];
    long[] ids = new long[steps];
    int[] rows = new int[steps];
    int[] lengths = new int[steps];
    float[] initial = new float[steps];
    Arrays.fill(lengths, 1);
    Arrays.fill(initial, Float.NaN);
    for (int i = 0; i < steps; i++) {
      ids[i] = id++;
      rows[i] = i;
    }
    shard.insert(new Run(1, 1, 0, steps, false, false, payload, ids, rows, lengths, initial), 0);
  }

  private void learn() {
    shard.request(new SampleRequest("bench", request++, batch, 1, 0, Long.MAX_VALUE, false), 0);
    @Nullable DrawnBatch drawn = shard.poll(0);
    if (drawn == null) {
      throw new IllegalStateException("a full table must answer: request=" + request);
    }
    float[] errors = new float[batch];
    for (int i = 0; i < batch; i++) {
      errors[i] = (float) random.nextDouble();
    }
    shard.update(
        new PriorityUpdates(
            drawn.attempt(), drawn.sequence(), drawn.slots(), drawn.ids(), errors, 1, 0),
        0);
  }

  @Override
  public Map<String, Double> window(double seconds, String mode) {
    long start = System.nanoTime();
    long items = 0;
    while (System.nanoTime() - start < seconds * 1e9) {
      learn();
      items += batch;
    }
    return Map.of("samples", items / ((System.nanoTime() - start) / 1e9));
  }

  @Override
  public void close() {}

  /** Blocks on the heap. */
  private static final class HeapBlocks implements BlockStore {

    private final Map<Integer, byte[]> blocks = new HashMap<>();

    @Override
    public byte @Nullable [] get(int number) {
      return blocks.get(number);
    }

    @Override
    public void put(int number, byte[] block) {
      blocks.put(number, block);
    }

    @Override
    public void remove(int number) {
      blocks.remove(number);
    }
  }

  @Command(name = "core", description = "The memory in this process.")
  static final class Start implements Callable<Integer> {

    @Mixin private TableOptions table = new TableOptions();

    @Override
    public Integer call() throws Exception {
      return Sides.serve(new CoreSide(table.table()));
    }
  }
}
