package dev.cairn.jobs.bench;

import dev.cairn.flink.ReplayPipeline;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.config.ConfigFile;
import dev.cairn.jobs.embedded.EmbeddedFlink;
import dev.cairn.jobs.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.jspecify.annotations.Nullable;

/** Broker and Flink in this JVM, and the job that runs on them. Not thread-safe. */
final class Service implements AutoCloseable {

  private final EmbeddedKafka kafka;
  private final EmbeddedFlink flink;
  private final CairnConfig config;
  private final Path directory;
  private JobID job;

  Service(Path directory, BenchTable table, int parallelism, Map<String, String> settings) {
    this.directory = directory;
    kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0);
    config =
        ConfigFile.parse("bench", table.yaml(), null)
            .withBootstrapServers(kafka.bootstrapServers());
    BenchTopics.create(config);
    Map<String, String> all = new HashMap<>(config.flink());
    all.putAll(settings);
    flink = EmbeddedFlink.start(directory.resolve("flink"), 0, parallelism, all);
    job = submit(null);
  }

  private JobID submit(@Nullable Path from) {
    return flink.submit(env -> ReplayPipeline.build(env, config.pipeline(1)), from);
  }

  String servers() {
    return kafka.bootstrapServers();
  }

  Checkpoints checkpoints() {
    return new Checkpoints(flink.webPage(), job);
  }

  Path savepoint() {
    return flink.savepoint(job, directory.resolve("savepoints"));
  }

  /** Ends the job. */
  void cancel() {
    flink.cancel(job);
  }

  /** Starts the job that was ended, with the state of a savepoint or, null, with none. */
  void start(@Nullable Path from) {
    job = submit(from);
  }

  @Override
  public void close() {
    flink.close();
    kafka.close();
  }
}
