package dev.cairn.jobs.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cairn bench}: the throughput of one operator, beside raw Kafka. */
@Command(
    name = "bench",
    description =
        "Measures one operator under full load on this machine, with raw Kafka beside it. Files go"
            + " to a temporary directory that is removed.",
    mixinStandardHelpOptions = true)
public final class BenchCommand implements Callable<Integer> {

  @Option(names = "--warmup", defaultValue = "75", description = "Seconds (default: 75).")
  private int warmup;

  @Option(names = "--seconds", defaultValue = "20", description = "Seconds measured (default: 20).")
  private int seconds;

  @Option(names = "--chunk", defaultValue = "50", description = "Steps a chunk (default: 50).")
  private int chunk;

  @Option(names = "--batch", defaultValue = "256", description = "Items a batch (default: 256).")
  private int batch;

  @Option(
      names = "--in-flight",
      defaultValue = "4",
      description = "Requests in flight (default: 4).")
  private int inFlight;

  @Option(names = "--items", defaultValue = "1000000", description = "Capacity (default: 1000000).")
  private long items;

  @Option(
      names = "--cache",
      defaultValue = "256",
      description = "Payload cache, MiB (default: 256).")
  private int cache;

  @Option(
      names = "--tiered",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Three tiers, or one with --no-tiered (default: three).")
  private boolean tiered;

  @Option(
      names = "--rate",
      defaultValue = "0",
      description = "Transitions a second; 0 for as many as are taken (default: 0).")
  private long rate;

  @Option(
      names = "--flink",
      paramLabel = "KEY=VALUE",
      description = "A Flink setting, such as execution.checkpointing.interval=30s; repeatable.")
  private Map<String, String> flink = new HashMap<>();

  @Option(names = "--dir", description = "Directory to use and keep (default: a temporary one).")
  private @Nullable Path directory;

  @Override
  public Integer call() throws Exception {
    Path used = directory == null ? Files.createTempDirectory("cairn-bench") : directory;
    try {
      BenchOptions options =
          new BenchOptions(
              new BenchTable(Payload.SMALL, items, cache, 0.6, tiered, 1, "latency", batch, chunk),
              warmup,
              seconds,
              inFlight,
              rate,
              flink,
              used);
      System.out.println(new ThroughputBenchmark(options).run().text());
      return CommandLine.ExitCode.OK;
    } finally {
      if (directory == null) {
        remove(used);
      }
    }
  }

  private static void remove(Path directory) throws java.io.IOException {
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Runs the benchmark alone. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new BenchCommand()).execute(args));
  }
}
