package dev.cairn.jobs.cli;

import dev.cairn.client.KafkaClients;
import dev.cairn.client.TableInfo;
import dev.cairn.examples.dqn.DoubleDqn;
import dev.cairn.examples.dqn.DqnState;
import dev.cairn.examples.dqn.LearnerListener;
import dev.cairn.examples.dqn.LearnerStatistics;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.demo.CartPoleLearner;
import dev.cairn.jobs.demo.LearnerFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cairn learner}. */
@Command(
    name = "learner",
    description =
        "Learns CartPole from the memory and publishes its policy, until Ctrl-C. Goes on from its"
            + " own checkpoint.",
    mixinStandardHelpOptions = true)
public final class LearnerCommand implements Callable<Integer> {

  private static final Duration CHECKPOINT_PERIOD = Duration.ofSeconds(5);

  @Mixin private Player player = new Player();

  @Option(
      names = "--checkpoint-dir",
      paramLabel = "DIR",
      description =
          "Folder of its checkpoint: written every 5 s, gone on from at start (default: none).")
  private @Nullable Path directory;

  @Override
  public Integer call() throws Exception {
    CairnConfig config = player.begin();
    String name = player.nameOr("learner");
    Path file = file();
    DqnState start = file != null && Files.exists(file) ? LearnerFile.read(file).state() : null;
    try (TableInfo info = TableInfo.open(config.space(), config.kafka());
        Producer<byte[], byte[]> producer = KafkaClients.producer(config.kafka());
        DoubleDqn dqn = CartPoleLearner.network(config.demo(), start, player.seed())) {
      Waiting.forTable(info, config.demo().table());
      LearnerListener saving =
          file == null ? LearnerListener.NONE : new Saving(dqn, file, config.space());
      try (CartPoleLearner learner =
          new CartPoleLearner(config, name, dqn, producer, info, saving)) {
        Interrupts.onFirst(learner::stop);
        System.out.println(
            "learning: name=" + name + " updates=" + dqn.updates() + " (Ctrl-C ends it)");
        learner.run();
        producer.flush();
      }
      if (saving instanceof Saving last) {
        last.save();
      }
      System.out.println("updates: " + dqn.updates());
    }
    return CommandLine.ExitCode.OK;
  }

  private @Nullable Path file() throws IOException {
    return directory == null
        ? null
        : Files.createDirectories(directory.toAbsolutePath()).resolve("learner.avro");
  }

  /** Writes the checkpoint between two updates. */
  private static final class Saving implements LearnerListener {

    private final DoubleDqn dqn;
    private final Path file;
    private final String space;
    private long lastNanos = System.nanoTime();

    Saving(DoubleDqn dqn, Path file, String space) {
      this.dqn = dqn;
      this.file = file;
      this.space = space;
    }

    @Override
    public void updated(LearnerStatistics statistics) {
      long now = System.nanoTime();
      if (now - lastNanos >= CHECKPOINT_PERIOD.toNanos()) {
        save();
        lastNanos = now;
      }
    }

    void save() {
      try {
        new LearnerFile(dqn.state(), 0).write(file, space);
      } catch (IOException e) {
        throw new UncheckedIOException("the learner cannot be kept: file=" + file, e);
      }
    }
  }
}
