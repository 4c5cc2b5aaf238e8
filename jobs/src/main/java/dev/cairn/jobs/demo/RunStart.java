package dev.cairn.jobs.demo;

import dev.cairn.examples.dqn.DoubleDqn;
import dev.cairn.examples.dqn.DqnState;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.embedded.EmbeddedService;
import dev.cairn.jobs.start.StartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a run begins: anew, or where the process that had it was killed. What is kept for that is
 * in its folder: Kafka's log, Flink's checkpoints, and the learner's own file.
 *
 * <p>Nothing ties these together, and nothing has to. The memory has every step that was
 * acknowledged, and the newest priorities. The learner goes back by what it learned since it was
 * kept last, some seconds: its step, and with it beta, goes on from there, the policies that it
 * publishes follow older ones of higher version, and items acted by those have a negative policy
 * lag until it has caught up. Batches that were on their way are asked for again.
 */
final class RunStart {

  private static final Duration CATCH_UP = Duration.ofMinutes(2);

  private final RunFile asked;
  private final CairnConfig config;
  private final RunFolder folder;

  RunStart(RunFile asked, CairnConfig config, RunFolder folder) {
    this.asked = asked;
    this.config = config;
    this.folder = folder;
  }

  /** Writes what is needed to begin again. */
  void write() throws IOException {
    Files.writeString(folder.config(), config.yaml());
    asked.write(folder.run());
  }

  /** Kafka, Flink and the job; {@code port} of Flink's page, 0 for any. */
  EmbeddedService service(int port) throws InterruptedException {
    return asked.resumed() == 0
        ? EmbeddedService.start(config, folder.path(), port, asked.seed())
        : EmbeddedService.resume(config, folder.path(), port, asked.seed());
  }

  /** The learner. */
  DoubleDqn network() {
    LearnerFile kept = kept();
    return CartPoleLearner.network(config.demo(), kept == null ? null : kept.state(), asked.seed());
  }

  /**
   * Steps that the memory has had of this run, once it has read all of the log.
   *
   * @throws StartException when one that was acknowledged is not among them
   */
  long stepsBefore(EmbeddedService stack) throws InterruptedException {
    if (asked.resumed() == 0) {
      return 0;
    }
    Ledgers.Steps ledger = Backlog.await(stack.config(), stack.info(), CATCH_UP).steps();
    long steps = ledger.received() - ledger.duplicates();
    LearnerFile kept = kept();
    if (kept != null && steps < kept.acknowledgedSteps()) {
      throw new StartException(
          "the memory must have every step that was acknowledged: steps="
              + steps
              + " acknowledged="
              + kept.acknowledgedSteps()
              + " folder="
              + folder.path());
    }
    return steps;
  }

  /** Keeps where the learner is. */
  void keep(DqnState state, long acknowledgedSteps) {
    try {
      new LearnerFile(state, acknowledgedSteps).write(folder.learner(), config.space());
    } catch (IOException e) {
      throw new UncheckedIOException("the learner cannot be kept: file=" + folder.learner(), e);
    }
  }

  private @Nullable LearnerFile kept() {
    return Files.exists(folder.learner()) ? LearnerFile.read(folder.learner()) : null;
  }
}
