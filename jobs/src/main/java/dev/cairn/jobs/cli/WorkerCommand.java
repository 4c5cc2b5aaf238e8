package dev.cairn.jobs.cli;

import dev.cairn.client.KafkaClients;
import dev.cairn.client.ParameterFollower;
import dev.cairn.client.TableInfo;
import dev.cairn.examples.WorkerListener;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.demo.CartPoleWorker;
import dev.cairn.jobs.demo.Ledgers;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Producer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code cairn worker}. */
@Command(
    name = "worker",
    description =
        "Plays CartPole with the learner's newest policy and writes every step to the memory, until"
            + " Ctrl-C.",
    mixinStandardHelpOptions = true)
public final class WorkerCommand implements Callable<Integer> {

  @Mixin private Player player = new Player();

  @Override
  public Integer call() throws Exception {
    CairnConfig config = player.begin();
    String name = player.nameOr("worker-1");
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
          new CartPoleWorker(
              config, name, producer, info, follower, steps, player.seed(), listener)) {
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
