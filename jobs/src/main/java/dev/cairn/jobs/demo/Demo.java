package dev.cairn.jobs.demo;

import dev.cairn.examples.cartpole.CartPole;
import dev.cairn.examples.dqn.DoubleDqn;
import dev.cairn.examples.dqn.GreedyEvaluation;
import dev.cairn.examples.dqn.Mlp;
import dev.cairn.examples.dqn.PolicySnapshot;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.config.ConfigFile;
import dev.cairn.jobs.config.Replay;
import dev.cairn.jobs.embedded.EmbeddedService;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The demo: an embedded broker and Flink, workers that play CartPole, and a learner, until the task
 * is solved or the limit of steps is reached. Runs once.
 */
public final class Demo {

  /** Mean return at which CartPole-v1 counts as solved. */
  private static final double GOAL = 475;

  private static final long TICK_MS = 100;
  private static final long PROGRESS_MS = 1_000;
  private static final Duration DRAIN = Duration.ofSeconds(30);
  private static final int INTERRUPTED = 130;

  private final DemoOptions options;
  private final RunFile asked;
  private final RunStart start;
  private final CairnConfig config;
  private final RunFolder folder;
  private final Replay replay;
  private final LiveLine line = LiveLine.onStandardOutput();

  private volatile boolean stopped;
  private @Nullable Candidate<Mlp> firstSolved;
  private @Nullable Candidate<Mlp> lastSolved;
  private @Nullable Long killedAt;
  private @Nullable String failure;

  private Demo(DemoOptions options, RunFile asked, CairnConfig config, RunFolder folder) {
    this.options = options;
    this.asked = asked;
    this.config = config;
    this.folder = folder;
    this.start = new RunStart(asked, config, folder);
    this.replay = Replay.of(CartPoleTable.of(config));
  }

  /**
   * Checks the options and makes the folder; nothing is started yet.
   *
   * @throws dev.cairn.jobs.start.StartException when something is wrong with them
   */
  public static Demo prepare(DemoOptions options) {
    CairnConfig config = ConfigFile.load(options.config(), options.replay());
    Replay replay = Replay.of(CartPoleTable.of(config));
    String name = "cartpole-" + replay.label() + "-" + options.seed();
    RunFile asked = new RunFile(options.seed(), options.envSteps(), 0);
    return new Demo(options, asked, config, RunFolder.create(options.out(), name));
  }

  /**
   * Goes on with a run whose process was killed or stopped, learner and all.
   *
   * @param path its folder
   * @param keep whether Kafka's log and the checkpoints stay
   * @param port of Flink's web page; 0 for any
   * @throws dev.cairn.jobs.start.StartException when the folder holds no such run
   */
  public static Demo resume(Path path, boolean keep, int port) {
    RunFolder folder = RunFolder.resume(path);
    RunFile asked = RunFile.read(folder.run()).again();
    CairnConfig config = ConfigFile.load(folder.config(), null);
    DemoOptions options =
        new DemoOptions(
            asked.seed(), null, asked.envSteps(), null, keep, port, null, folder.path());
    return new Demo(options, asked, config, folder);
  }

  /** Where the run leaves everything. */
  public RunFolder folder() {
    return folder;
  }

  /** Asks for an orderly end: what has been reached is still written. Callable from any thread. */
  public void stop() {
    stopped = true;
  }

  /**
   * Runs the demo.
   *
   * @return exit code: 0, 1 when something failed or a ledger does not balance, 130 when stopped
   */
  public int run() throws Exception {
    start.write();
    line.say(
        "Cairn demo: CartPole-v1, replay "
            + replay.label()
            + ", seed "
            + asked.seed()
            + (asked.resumed() == 0 ? "." : ", resumed."));
    line.say("Starting Kafka, Flink and PyTorch ...");
    CompletableFuture<DoubleDqn> network = CompletableFuture.supplyAsync(start::network);
    boolean begun = asked.resumed() > 0;
    boolean ended = false;
    try (EmbeddedService stack = start.service(options.port());
        DoubleDqn dqn = network.join()) {
      begun = true;
      line.say("Flink's page: " + stack.webPage() + "   Folder: " + folder.path());
      long before = start.stepsBefore(stack);
      if (asked.resumed() > 0) {
        line.say(
            String.format(
                Locale.ROOT,
                "Resumed: %,d steps in the memory, the learner at its update %,d.",
                before,
                dqn.updates()));
      }
      int code = run(stack, dqn, before);
      ended = true;
      return code;
    } finally {
      // A run that never began has nothing to go on with.
      if (!begun || (ended && !options.keep())) {
        folder.deleteState();
      }
    }
  }

  private int run(EmbeddedService stack, DoubleDqn dqn, long before) throws Exception {
    GreedyEvaluation games = new GreedyEvaluation(CartPole::new);
    // Far from the workers' seeds, and the same in every run: the exam is the same for all.
    long firstStart = 1_000_000;
    long startMs = System.currentTimeMillis();
    try (History history = new History(folder, startMs);
        Meter meter = new Meter(stack.info(), config.demo().table(), asked.envSteps(), startMs);
        Evaluations<Mlp> evaluations =
            new Evaluations<>(
                (policy, episodes, first) -> games.meanReturn(policy, episodes, firstStart + first),
                GOAL,
                (envSteps, mean, episodes) -> evaluated(history, envSteps, mean, episodes));
        Crew crew =
            new Crew(
                stack,
                dqn,
                asked.seedNow(),
                before,
                (envSteps, value) -> history.episode(envSteps, value, System.currentTimeMillis()),
                start::keep)) {
      crew.start();
      watch(stack, crew, evaluations, meter, history);
      crew.stop();
      return finish(stack, crew, history, startMs);
    }
  }

  private void evaluated(History history, long envSteps, double mean, int episodes) {
    history.evaluation(envSteps, mean, System.currentTimeMillis());
    line.say(
        String.format(
            Locale.ROOT,
            "  evaluation at %,d steps: %d greedy episodes average %.1f",
            envSteps,
            episodes,
            mean));
  }

  private void watch(
      EmbeddedService stack, Crew crew, Evaluations<Mlp> evaluations, Meter meter, History history)
      throws InterruptedException {
    long every = config.demo().evaluateEvery();
    long nextEvaluation = every;
    long nextProgressMs = 0;
    boolean last = false;
    while (!stopped && !failed(stack, crew)) {
      long nowMs = System.currentTimeMillis();
      long steps = crew.steps();
      maybeKill(stack, evaluations, steps);
      boolean over = steps >= asked.envSteps();
      if (steps >= nextEvaluation || (over && !last)) {
        last = over;
        nextEvaluation = (steps / every + 1) * every;
        Candidate<Mlp> candidate = crew.published();
        if (candidate != null) {
          evaluations.offer(candidate);
        }
      }
      if (over) {
        crew.stop();
      }
      if (nowMs >= nextProgressMs) {
        Progress progress = meter.read(steps, crew.updates(), history.meanReturn(), nowMs);
        history.progress(progress, nowMs);
        line.show(progress.line(), nowMs);
        nextProgressMs = nowMs + PROGRESS_MS;
      }
      noteSolved(evaluations);
      boolean done = options.killAt() == null || killedAt != null;
      if ((done && lastSolved != null) || (over && !evaluations.pending())) {
        noteSolved(evaluations);
        return;
      }
      Thread.sleep(TICK_MS);
    }
  }

  private void noteSolved(Evaluations<Mlp> evaluations) {
    lastSolved = evaluations.solved();
    if (firstSolved == null && lastSolved != null) {
      firstSolved = lastSolved;
      line.say(
          String.format(
              Locale.ROOT, "  solved with the policy of step %,d", lastSolved.envSteps()));
    }
  }

  private void maybeKill(EmbeddedService stack, Evaluations<Mlp> evaluations, long steps) {
    Double at = options.killAt();
    if (at == null || killedAt != null || steps < at * asked.envSteps()) {
      return;
    }
    killedAt = steps;
    line.say(
        String.format(
            Locale.ROOT, "  killing Flink's TaskManager at %,d steps; training goes on", steps));
    stack.killTaskManager();
    // What was solved before has to be shown again after the kill.
    evaluations.forget();
    lastSolved = null;
  }

  private boolean failed(EmbeddedService stack, Crew crew) {
    Throwable thrown = crew.failure();
    failure = thrown != null ? String.valueOf(thrown) : stack.ended();
    return failure != null;
  }

  private int finish(EmbeddedService stack, Crew crew, History history, long startMs)
      throws Exception {
    double wallSeconds = (System.currentTimeMillis() - startMs) / 1000.0;
    line.say("Waiting until the memory has taken everything in ...");
    Ledgers ledgers =
        Drain.await(
            stack.info(),
            config.demo().table(),
            crew::acknowledgedSteps,
            failure == null ? DRAIN : Duration.ofSeconds(2));
    List<String> imbalances = ledgers.imbalances(crew.acknowledgedSteps());
    long created = ledgers.items().created();
    Summary summary =
        new Summary(
            lastSolved != null,
            firstSolved == null ? crew.steps() : firstSolved.envSteps(),
            wallSeconds,
            replay.label(),
            asked.seed(),
            created == 0 ? 0 : (double) ledgers.items().sampled() / created,
            ledgers,
            history.median(Progress::feedbackMsP50),
            history.median(Progress::feedbackMsP99),
            history.mean(Progress::effectiveSampleSize),
            imbalances.isEmpty(),
            crew.acknowledgedSteps(),
            crew.steps(),
            killedAt,
            asked.resumed(),
            folder.path());
    summary.write(folder.summary());
    savePolicy(crew);
    history.draw(
        folder,
        String.format(Locale.ROOT, "CartPole-v1, %s replay, seed %d", replay.label(), asked.seed()),
        GOAL);
    report(summary, imbalances);
    if (failure != null || !imbalances.isEmpty()) {
      return 1;
    }
    return stopped ? INTERRUPTED : 0;
  }

  private void savePolicy(Crew crew) throws IOException {
    Candidate<Mlp> best = lastSolved != null ? lastSolved : crew.published();
    if (best != null) {
      PolicyFile.write(
          folder.policy(), new PolicySnapshot(best.version(), best.parameters()), config.space());
    }
  }

  private void report(Summary summary, List<String> imbalances) {
    Logger log = LoggerFactory.getLogger(Demo.class);
    if (failure != null) {
      System.err.println(
          "cairn: the demo failed: " + failure + " (details are in " + folder.log() + ")");
    }
    for (String imbalance : imbalances) {
      log.error("a ledger does not balance: {}", imbalance);
      System.err.println("cairn: a ledger does not balance: " + imbalance);
    }
    line.say(ClosingWords.of(summary, stopped));
  }
}
