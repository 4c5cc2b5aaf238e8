package dev.cairn.jobs.bench;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The service, broker and job in one JVM; loads come from other processes. */
final class ServeSide implements Side {

  private final Service service;
  private final Checkpoints checkpoints;
  private final Path directory;

  ServeSide(Path directory, BenchTable table, int parallelism, Map<String, String> settings) {
    this.directory = directory;
    service = new Service(directory, table, parallelism, settings);
    checkpoints = service.checkpoints();
  }

  @Override
  public Map<String, Object> facts() {
    return Map.of("servers", service.servers());
  }

  @Override
  public Map<String, Double> window(double seconds, String mode) throws Exception {
    long startMs = System.currentTimeMillis();
    CpuTimes before = CpuTimes.now();
    Thread.sleep((long) (1e3 * seconds));
    Map<String, Double> figures = new HashMap<>(CpuTimes.now().coresSince(before));
    figures.putAll(Resources.memory());
    figures.putAll(checkpoints.since(startMs));
    figures.put("kafka_disk_mib", Resources.mib(directory.resolve("kafka")));
    figures.put("flink_disk_mib", Resources.mib(directory.resolve("flink")));
    return figures;
  }

  @Override
  public void close() {
    service.close();
  }

  @Command(name = "serve", description = "Broker and job.")
  static final class Start implements Callable<Integer> {

    @Mixin private TableOptions options = new TableOptions();

    @Option(names = "--parallelism", defaultValue = "1")
    private int parallelism;

    @Option(names = "--flink")
    private Map<String, String> flink = new HashMap<>();

    @Option(names = "--dir", required = true)
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Override
    public Integer call() throws Exception {
      return Sides.serve(new ServeSide(directory, options.table(), parallelism, flink));
    }
  }
}
