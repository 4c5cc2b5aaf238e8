package dev.cairn.jobs.bench;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The bytes of chunks, copied in memory and nothing else: what no service can pass. */
final class CopySide implements Side {

  /** Larger than the processor's caches. */
  private static final int RING_BYTES = 256 << 20;

  private final byte[] chunk;
  private final int steps;
  private final byte[] ring = new byte[RING_BYTES];
  private int at;

  CopySide(BenchTable table) {
    chunk = new Chunks(table).next();
    steps = table.chunkSteps();
  }

  @Override
  public Map<String, Double> window(double seconds, String mode) {
    long copied = 0;
    long start = System.nanoTime();
    while (System.nanoTime() - start < seconds * 1e9) {
      at = at + chunk.length > ring.length ? 0 : at;
      System.arraycopy(chunk, 0, ring, at, chunk.length);
      at += chunk.length;
      copied += steps;
    }
    return Map.of("copied", copied / ((System.nanoTime() - start) / 1e9));
  }

  @Override
  public void close() {}

  @Command(name = "copy", description = "Memory alone.")
  static final class Start implements Callable<Integer> {

    @Mixin private TableOptions table = new TableOptions();

    @Override
    public Integer call() throws Exception {
      return Sides.serve(new CopySide(table.table()));
    }
  }
}
