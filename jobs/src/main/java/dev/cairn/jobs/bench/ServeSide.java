package dev.cairn.jobs.bench;

import dev.cairn.flink.ReplayPipeline;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.config.ConfigFile;
import dev.cairn.jobs.embedded.EmbeddedFlink;
import dev.cairn.jobs.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The service, broker and job in one JVM; loads come from other processes. */
final class ServeSide implements Side {

  private final EmbeddedKafka kafka;
  private final EmbeddedFlink flink;
  private final Path directory;

  ServeSide(Path directory, BenchTable table, int parallelism, Map<String, String> settings)
      throws Exception {
    this.directory = directory;
    kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0);
    CairnConfig config =
        ConfigFile.parse("bench", table.yaml(), null)
            .withBootstrapServers(kafka.bootstrapServers());
    BenchTopics.create(config);
    flink = EmbeddedFlink.start(directory.resolve("flink"), 0, parallelism, settings);
    flink.submit(env -> ReplayPipeline.build(env, config.pipeline(1)));
  }

  @Override
  public Map<String, Object> facts() {
    return Map.of("servers", kafka.bootstrapServers());
  }

  @Override
  public Map<String, Double> window(double seconds, String mode) throws Exception {
    CpuTimes before = CpuTimes.now();
    Thread.sleep((long) (1e3 * seconds));
    Map<String, Double> figures = new HashMap<>(CpuTimes.now().coresSince(before));
    figures.put("rss_mib", Resources.rssMib());
    figures.put("kafka_disk_mib", Resources.mib(directory.resolve("kafka")));
    figures.put("flink_disk_mib", Resources.mib(directory.resolve("flink")));
    return figures;
  }

  @Override
  public void close() throws Exception {
    flink.close();
    kafka.close();
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
