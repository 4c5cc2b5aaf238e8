package dev.cairn.jobs.cli;

import dev.cairn.flink.ReplayPipeline;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.embedded.EmbeddedFlink;
import dev.cairn.jobs.embedded.EmbeddedFlinkSettings;
import dev.cairn.jobs.inspect.CheckpointFiles;
import dev.cairn.jobs.start.InnermostCause;
import dev.cairn.jobs.start.StartException;
import dev.cairn.jobs.topics.TopicAdmin;
import dev.cairn.replay.TableSpec;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cairn job}: the replay pipeline on an embedded Flink, against a Kafka that runs. */
@Command(
    name = "job",
    description = "Runs the replay pipeline in this process against a given Kafka, until Ctrl-C.",
    mixinStandardHelpOptions = true)
public final class JobCommand implements Callable<Integer> {

  @Mixin private TopicsCommand.Connection connection = new TopicsCommand.Connection();

  @Option(
      names = "--port",
      defaultValue = "8081",
      description = "Port of Flink's web page on 127.0.0.1, 0 for any (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      description =
          "Serve metrics for Prometheus on this port of 127.0.0.1, 0 for any (default: what"
              + " metrics.reporter.prom.port under flink in the configuration says, else none).")
  private @Nullable Integer metricsPort;

  @Option(
      names = "--dir",
      defaultValue = "cairn-state",
      description = "Directory of checkpoints and RocksDB (default: ${DEFAULT-VALUE}).")
  private Path directory = Path.of("cairn-state");

  @Option(names = "--parallelism", defaultValue = "1", description = "Slots (default: 1).")
  private int parallelism;

  @Option(names = "--seed", defaultValue = "1", description = "Seed of the draws (default: 1).")
  private long seed;

  @Option(
      names = "--from-savepoint",
      paramLabel = "DIR",
      description =
          "Go on where a savepoint or retained checkpoint was: the directory with the file"
              + " _metadata. Tables that the file has besides start empty; tables that it no longer"
              + " has must stand under removed_tables (default: start without state).")
  private @Nullable Path from;

  @Override
  public Integer call() throws Exception {
    CairnConfig config = connection.config();
    if (from != null) {
      CheckpointFiles.require(from);
    }
    LogFile.set(Path.of(LogFile.current()));
    for (TableSpec table : config.tables()) {
      for (String warning : table.warnings()) {
        System.err.println("cairn: warning: table " + table.name() + ": " + warning);
      }
    }
    try (TopicAdmin admin = new TopicAdmin(config.kafka())) {
      List<String> problems = admin.problems(config);
      if (!problems.isEmpty()) {
        throw new StartException(String.join("\n", problems));
      }
    }
    Map<String, String> settings = new HashMap<>(config.flink());
    if (metricsPort != null) {
      settings.put(EmbeddedFlinkSettings.METRICS_PORT, metricsPort.toString());
    }
    try (EmbeddedFlink flink = EmbeddedFlink.start(directory, port, parallelism, settings)) {
      JobID job = flink.submit(env -> ReplayPipeline.build(env, config.pipeline(seed)), from);
      System.out.println(
          "running: space="
              + config.space()
              + (from == null ? "" : " from=" + from)
              + " page="
              + flink.webPage()
              + (flink.metricsPage() == null ? "" : " metrics=" + flink.metricsPage())
              + " (Ctrl-C ends it)");
      CompletableFuture<Void> interrupted = new CompletableFuture<>();
      Interrupts.onFirst(() -> interrupted.complete(null));
      CompletableFuture<JobResult> result = flink.result(job);
      CompletableFuture.anyOf(result, interrupted).join();
      if (!result.isDone()) {
        flink.cancel(job);
        return CommandLine.ExitCode.OK;
      }
      throw new StartException("the job ended: " + reason(result.get()));
    }
  }

  private static String reason(JobResult result) {
    return result
        .getSerializedThrowable()
        .map(error -> error.deserializeError(JobCommand.class.getClassLoader()))
        .map(InnermostCause::of)
        .orElse("status=" + result.getJobStatus().map(Enum::name).orElse("unknown"));
  }
}
