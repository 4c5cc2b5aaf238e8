package dev.cairn.jobs.demo;

import dev.cairn.client.ParameterFollower;
import dev.cairn.examples.WorkerListener;
import dev.cairn.examples.dqn.DoubleDqn;
import dev.cairn.examples.dqn.DqnState;
import dev.cairn.examples.dqn.LearnerListener;
import dev.cairn.examples.dqn.LearnerStatistics;
import dev.cairn.examples.dqn.Mlp;
import dev.cairn.examples.dqn.PolicySnapshot;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.embedded.EmbeddedService;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The workers and the learner, each in a thread of its own. */
final class Crew implements AutoCloseable {

  private static final String LEARNER = "learner";

  private static final long KEEP_MS = 2_000;

  private final EmbeddedService stack;
  private final long before;
  private final AtomicLong steps;
  private final List<CartPoleWorker> workers = new ArrayList<>();
  private final WatchedThreads playing = new WatchedThreads();
  private final WatchedThreads learning = new WatchedThreads();
  private final ParameterFollower follower;
  private final CartPoleLearner learner;
  private volatile @Nullable Candidate<Mlp> published;
  private volatile long updates;

  /**
   * @param dqn used by the learner alone; not closed here
   * @param before environment steps that were taken and acknowledged before
   * @param episodes hears the return of each episode of the workers
   * @param keeper hears where the learner is, about every {@value #KEEP_MS} ms, in its thread
   */
  Crew(
      EmbeddedService stack,
      DoubleDqn dqn,
      long seed,
      long before,
      EpisodeListener episodes,
      Keeper keeper) {
    this.stack = stack;
    this.before = before;
    this.steps = new AtomicLong(before);
    this.updates = dqn.updates();
    CairnConfig config = stack.config();
    follower = ParameterFollower.open(config.space(), config.kafka());
    learner =
        new CartPoleLearner(
            config, LEARNER, dqn, stack.producer(), stack.info(), new Progressing(dqn, keeper));
    SplittableRandom seeds = new SplittableRandom(seed);
    for (int i = 0; i < config.demo().workers(); i++) {
      workers.add(
          new CartPoleWorker(
              config,
              "worker-" + i,
              stack.producer(),
              stack.info(),
              follower,
              steps,
              seeds.nextLong(),
              new Heard(episodes)));
    }
  }

  /** Hears the workers. */
  interface EpisodeListener {
    void episode(long envSteps, double episodeReturn);
  }

  /** Keeps what the learner needs to go on. */
  interface Keeper {
    void keep(DqnState state, long acknowledgedSteps);
  }

  void start() {
    learning.start(LEARNER, learner);
    for (int i = 0; i < workers.size(); i++) {
      playing.start("worker-" + i, workers.get(i));
    }
  }

  /** Environment steps taken. */
  long steps() {
    return steps.get();
  }

  /** Updates of the learner. */
  long updates() {
    return updates;
  }

  /** The parameters published last; null before the first. */
  @Nullable Candidate<Mlp> published() {
    return published;
  }

  /** What ended a thread; null while all is well. */
  @Nullable Throwable failure() {
    Throwable first = learning.failure();
    return first != null ? first : playing.failure();
  }

  /** Steps that Kafka has acknowledged, those before among them. */
  long acknowledgedSteps() {
    return before + workers.stream().mapToLong(CartPoleWorker::stepsAcknowledged).sum();
  }

  /** Ends workers, then the learner; all that was sent is acknowledged or given up by Kafka. */
  void stop() throws InterruptedException {
    workers.forEach(CartPoleWorker::stop);
    playing.join();
    learner.stop();
    learning.join();
    stack.producer().flush();
  }

  @Override
  public void close() {
    workers.forEach(CartPoleWorker::close);
    if (!learning.alive()) {
      learner.close();
    }
    follower.close();
  }

  private final class Heard implements WorkerListener {

    private final EpisodeListener episodes;

    Heard(EpisodeListener episodes) {
      this.episodes = episodes;
    }

    @Override
    public void episodeEnded(double episodeReturn, int length, long policyVersion) {
      episodes.episode(steps.get(), episodeReturn);
    }
  }

  private final class Progressing implements LearnerListener {

    private final DoubleDqn dqn;
    private final Keeper keeper;
    private long keptNs = System.nanoTime();

    Progressing(DoubleDqn dqn, Keeper keeper) {
      this.dqn = dqn;
      this.keeper = keeper;
    }

    @Override
    public void updated(LearnerStatistics statistics) {
      updates = statistics.updates();
    }

    @Override
    public void published(PolicySnapshot policy) {
      published = new Candidate<>(policy.network(), policy.version(), steps.get());
      if (System.nanoTime() - keptNs >= KEEP_MS * 1_000_000) {
        keptNs = System.nanoTime();
        keeper.keep(dqn.state(), acknowledgedSteps());
      }
    }
  }
}
