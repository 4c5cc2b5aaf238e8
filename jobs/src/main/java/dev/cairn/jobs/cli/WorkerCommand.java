package dev.cairn.jobs.cli;

import dev.cairn.client.KafkaClients;
import dev.cairn.client.ParameterFollower;
import dev.cairn.client.TableInfo;
import dev.cairn.examples.WorkerListener;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.demo.CartPoleWorker;
import dev.cairn.jobs.demo.Ledgers;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Producer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cairn worker}. */
@Command(
    name = "worker",
    description =
        "Plays CartPole with the learner's newest policy and writes every step to the memory, until"
            + " Ctrl-C.",
    mixinStandardHelpOptions = true)
public final class WorkerCommand implements Callable<Integer> {

  @Mixin private TopicsCommand.Connection connection = new TopicsCommand.Connection();

  @Option(
      names = "--name",
      defaultValue = "worker-1",
      description = "Its name, unique among all workers (default: ${DEFAULT-VALUE}).")
  private String name = "";

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Decides its starts and random actions (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() throws Exception {
    LogFile.set(Path.of(LogFile.current()));
    CairnConfig config = connection.configWithBroker();
    String table = config.demo().table();
    try (TableInfo info = TableInfo.open(config.space(), config.kafka());
        Producer<byte[], byte[]> producer = KafkaClients.producer(config.kafka());
        ParameterFollower follower = ParameterFollower.open(config.space(), config.kafka())) {
      Waiting.forTable(info, table);
      AtomicLong steps = new AtomicLong(stepsOfAll(info, table));
      // Exploration falls with the steps of all workers, those of earlier processes included.
      WorkerListener listener =
          new WorkerListener() {
            @Override
            public void episodeEnded(double episodeReturn, int length, long policyVersion) {
              steps.accumulateAndGet(stepsOfAll(info, table), Math::max);
            }
          };
      try (CartPoleWorker worker =
          new CartPoleWorker(config, name, producer, info, follower, steps, seed, listener)) {
        Interrupts.onFirst(worker::stop);
        System.out.println("playing: name=" + name + " table=" + table + " (Ctrl-C ends it)");
        worker.run();
        producer.flush();
        System.out.println("acknowledged steps: " + worker.stepsAcknowledged());
      }
    }
    return CommandLine.ExitCode.OK;
  }

  private static long stepsOfAll(TableInfo info, String table) {
    return Ledgers.of(info.shards(table)).steps().received();
  }
}
