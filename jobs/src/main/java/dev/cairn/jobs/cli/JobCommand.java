package dev.cairn.jobs.cli;

import dev.cairn.flink.ReplayPipeline;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.embedded.EmbeddedFlink;
import dev.cairn.jobs.topics.TopicAdmin;
import dev.cairn.jobs.topics.TopicPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.jobmaster.JobResult;
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
      names = "--dir",
      defaultValue = "cairn-state",
      description = "Directory of checkpoints and RocksDB (default: ${DEFAULT-VALUE}).")
  private Path directory = Path.of("cairn-state");

  @Option(names = "--parallelism", defaultValue = "1", description = "Slots (default: 1).")
  private int parallelism;

  @Option(names = "--seed", defaultValue = "1", description = "Seed of the draws (default: 1).")
  private long seed;

  @Override
  public Integer call() throws Exception {
    CairnConfig config = connection.config();
    LogFile.set(Path.of(LogFile.current()));
    try (TopicAdmin admin = new TopicAdmin(config.kafka())) {
      List<String> deviations = admin.deviations(TopicPlan.of(config));
      if (!deviations.isEmpty()) {
        deviations.forEach(line -> System.err.println("cairn: " + line));
        return CommandLine.ExitCode.SOFTWARE;
      }
    }
    try (EmbeddedFlink flink = EmbeddedFlink.start(directory, port, parallelism, config.flink())) {
      JobID job = flink.submit(env -> ReplayPipeline.build(env, config.pipeline(seed)));
      System.out.println(
          "running: space=" + config.space() + " page=" + flink.webPage() + " (Ctrl-C ends it)");
      CompletableFuture<Void> interrupted = new CompletableFuture<>();
      Interrupts.onFirst(() -> interrupted.complete(null));
      CompletableFuture<JobResult> result = flink.result(job);
      CompletableFuture.anyOf(result, interrupted).join();
      if (!result.isDone()) {
        flink.cancel(job);
        return CommandLine.ExitCode.OK;
      }
      System.err.println("cairn: the job ended: " + result.get().getSerializedThrowable());
      return CommandLine.ExitCode.SOFTWARE;
    }
  }
}
