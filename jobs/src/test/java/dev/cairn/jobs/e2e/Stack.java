package dev.cairn.jobs.e2e;

import dev.cairn.flink.ReplayPipeline;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.config.ConfigFile;
import dev.cairn.jobs.embedded.EmbeddedFlink;
import dev.cairn.jobs.embedded.EmbeddedKafka;
import dev.cairn.jobs.topics.TopicAdmin;
import dev.cairn.jobs.topics.TopicPlan;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;

/** The whole service in this JVM: broker, topics, Flink and the replay job. */
public final class Stack implements AutoCloseable {

  private final EmbeddedKafka kafka;
  private final EmbeddedFlink flink;
  private final CairnConfig config;
  private final JobID job;

  private Stack(EmbeddedKafka kafka, EmbeddedFlink flink, CairnConfig config, JobID job) {
    this.kafka = kafka;
    this.flink = flink;
    this.config = config;
    this.job = job;
  }

  /** Starts all of it and submits the job. */
  public static Stack start(Path directory, String yaml) {
    EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0);
    CairnConfig config =
        ConfigFile.parse("test", yaml, null).withBootstrapServers(kafka.bootstrapServers());
    try (TopicAdmin admin = new TopicAdmin(config.kafka())) {
      admin.create(TopicPlan.of(config));
    }
    EmbeddedFlink flink =
        EmbeddedFlink.start(
            directory.resolve("flink"), 0, 1, Map.of("execution.checkpointing.interval", "500 ms"));
    JobID job = flink.submit(env -> ReplayPipeline.build(env, config.pipeline(1)));
    return new Stack(kafka, flink, config, job);
  }

  /** The configuration, with the broker in it. */
  public CairnConfig config() {
    return config;
  }

  String servers() {
    return kafka.bootstrapServers();
  }

  /** The Flink that the job runs on. */
  public EmbeddedFlink flink() {
    return flink;
  }

  JobID job() {
    return job;
  }

  /** Takes a savepoint under a directory; returns its own. */
  public Path savepoint(Path directory) {
    return flink.savepoint(job, directory);
  }

  JobStatus status() throws Exception {
    return flink.status(job).get(10, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    flink.cancel(job);
    flink.close();
    kafka.close();
  }
}
