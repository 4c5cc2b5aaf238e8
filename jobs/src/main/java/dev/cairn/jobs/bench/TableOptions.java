package dev.cairn.jobs.bench;

import picocli.CommandLine.Option;

/** Options that all sides which know the table share. */
final class TableOptions {

  @Option(
      names = "--floats",
      defaultValue = "22",
      description = "Elements of an observation; 0: a frame of 84x84.")
  private int floats;

  @Option(
      names = "--successors",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Batches hold the next observation too.")
  private boolean successors;

  @Option(names = "--items", defaultValue = "1000000", description = "Capacity.")
  private long items;

  @Option(names = "--cache", defaultValue = "512", description = "Payload cache, MiB.")
  private int cache;

  @Option(names = "--alpha", defaultValue = "0.6", description = "Exponent of the priorities.")
  private double alpha;

  @Option(names = "--tiered", description = "Three tiers.")
  private boolean tiered;

  @Option(names = "--shards", defaultValue = "1", description = "Shards.")
  private int shards;

  @Option(
      names = "--profile",
      defaultValue = "latency",
      description = "What Flink is tuned for: latency or throughput.")
  private String profile = "";

  @Option(names = "--batch", defaultValue = "512", description = "Items a batch.")
  private int batch;

  @Option(names = "--chunk", defaultValue = "50", description = "Steps a chunk.")
  private int chunk;

  BenchTable table() {
    return new BenchTable(
        new Payload(floats, successors),
        items,
        cache,
        alpha,
        tiered,
        shards,
        profile,
        batch,
        chunk);
  }
}
