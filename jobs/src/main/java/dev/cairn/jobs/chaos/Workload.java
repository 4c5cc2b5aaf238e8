package dev.cairn.jobs.chaos;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The processes of a chaos run that use the service; started by {@code cairn chaos}. */
public final class Workload {

  private Workload() {}

  /** What each of them is told. */
  static final class Options {
    @Option(names = "--history", required = true, description = "Folder of the histories.")
    private Path history = Path.of("");

    @Option(names = "--number", required = true, description = "Which of its kind it is, from 1.")
    private int number;

    @Option(names = "--rate", required = true, description = "Steps or batches a second.")
    private double rate;

    @Option(names = "--bootstrap-servers", required = true, description = "Kafka brokers.")
    private String servers = "";

    /** Nobody ends the processes of a run that was killed itself. */
    private static void endWithTheRun() {
      ProcessHandle.current()
          .parent()
          .ifPresent(parent -> parent.onExit().thenRun(() -> Runtime.getRuntime().halt(1)));
    }

    private Map<String, String> kafka() {
      return Map.of("bootstrap.servers", servers);
    }
  }

  /** {@code cairn chaos-worker}. */
  @Command(
      name = "chaos-worker",
      hidden = true,
      description = "Sends steps and writes down what became of them.")
  public static final class Worker implements Callable<Integer> {

    @Mixin private Options options = new Options();

    @Option(names = "--steps", required = true, description = "Steps to send, in all lives.")
    private long steps;

    @Option(
        names = "--hurry",
        required = true,
        description = "The last tenth is sent slowly until this file exists.")
    private Path hurry = Path.of("");

    @Override
    public Integer call() throws Exception {
      Options.endWithTheRun();
      ChaosWorker.run(options.history, options.number, steps, options.rate, hurry, options.kafka());
      return CommandLine.ExitCode.OK;
    }
  }

  /** {@code cairn chaos-learner}; SIGTERM ends it in order. */
  @Command(
      name = "chaos-learner",
      hidden = true,
      description = "Takes minibatches, gives feedback, and writes down both.")
  public static final class Learner implements Callable<Integer> {

    private static final long PATIENCE_S = 10;

    @Mixin private Options options = new Options();

    @Override
    public Integer call() {
      Options.endWithTheRun();
      AtomicBoolean going = new AtomicBoolean(true);
      CountDownLatch ended = new CountDownLatch(1);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(going, ended)));
      try {
        ChaosLearner.run(
            options.history, options.number, options.rate, options.kafka(), going::get);
      } finally {
        ended.countDown();
      }
      return CommandLine.ExitCode.OK;
    }

    private static void end(AtomicBoolean going, CountDownLatch ended) {
      going.set(false);
      try {
        if (!ended.await(PATIENCE_S, TimeUnit.SECONDS)) {
          System.err.println("cairn: the learner did not end in time");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
