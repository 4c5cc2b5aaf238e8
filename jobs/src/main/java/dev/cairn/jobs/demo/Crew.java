package dev.cairn.jobs.demo;

import dev.cairn.client.Beta;
import dev.cairn.client.KafkaClients;
import dev.cairn.client.MinibatchReader;
import dev.cairn.client.ParameterFollower;
import dev.cairn.client.ParameterPublisher;
import dev.cairn.client.ReaderOptions;
import dev.cairn.client.TrajectoryWriter;
import dev.cairn.client.WriterOptions;
import dev.cairn.examples.EpisodeWorker;
import dev.cairn.examples.StreamRecorder;
import dev.cairn.examples.WorkerListener;
import dev.cairn.examples.cartpole.CartPole;
import dev.cairn.examples.dqn.DoubleDqn;
import dev.cairn.examples.dqn.DqnLearner;
import dev.cairn.examples.dqn.DqnPlayer;
import dev.cairn.examples.dqn.DqnState;
import dev.cairn.examples.dqn.EpsilonSchedule;
import dev.cairn.examples.dqn.FollowedNetwork;
import dev.cairn.examples.dqn.LearnerListener;
import dev.cairn.examples.dqn.LearnerStatistics;
import dev.cairn.examples.dqn.Mlp;
import dev.cairn.examples.dqn.PolicyPublisher;
import dev.cairn.examples.dqn.PolicySnapshot;
import dev.cairn.examples.dqn.ReplayBatches;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.config.DemoSettings;
import dev.cairn.jobs.embedded.EmbeddedService;
import dev.cairn.replay.TableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The workers and the learner, each in a thread of its own. */
final class Crew implements AutoCloseable {

  private static final String POLICY = "default";
  private static final String LEARNER = "learner";

  private static final long KEEP_MS = 2_000;

  private final EmbeddedService stack;
  private final long before;
  private final AtomicLong steps;
  private final List<TrajectoryWriter> writers = new ArrayList<>();
  private final List<EpisodeWorker> workers = new ArrayList<>();
  private final WatchedThreads playing = new WatchedThreads();
  private final WatchedThreads learning = new WatchedThreads();
  private final ParameterFollower follower;
  private final MinibatchReader reader;
  private final DqnLearner learner;
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
    DemoSettings settings = config.demo();
    follower = ParameterFollower.open(config.space(), config.kafka());
    ReaderOptions options =
        ReaderOptions.of(
                config.space(),
                settings.table(),
                LEARNER,
                new Beta(settings.beta(), settings.betaSteps()))
            .withBatchSize(settings.batch());
    reader =
        new MinibatchReader(
            options, stack.producer(), KafkaClients.consumer(config.kafka()), stack.info());
    learner =
        new DqnLearner(
            dqn,
            new ReplayBatches(reader),
            new PolicyPublisher(
                new ParameterPublisher(config.space(), POLICY, LEARNER, stack.producer()),
                Map.of("environment", "CartPole-v1")),
            settings.publishEvery(),
            new Progressing(dqn, keeper));
    // Beta goes on from there.
    reader.learnerStep(dqn.updates());
    SplittableRandom seeds = new SplittableRandom(seed);
    for (int i = 0; i < settings.workers(); i++) {
      hire(i, config, seeds.nextLong(), episodes);
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

  private void hire(int number, CairnConfig config, long seed, EpisodeListener episodes) {
    DemoSettings settings = config.demo();
    TableSpec table = CartPoleTable.of(config);
    TrajectoryWriter writer =
        new TrajectoryWriter(
            WriterOptions.of(config.space(), "worker-" + number, settings.table())
                .withMaxSteps(Math.min(16, table.maxChunkSteps())),
            stack.producer(),
            stack.info());
    writers.add(writer);
    SplittableRandom seeds = new SplittableRandom(seed);
    CartPole environment = new CartPole();
    DqnPlayer player =
        new DqnPlayer(
            new StreamRecorder(writer),
            new FollowedNetwork(
                () -> follower.latest(POLICY),
                environment.observationSize(),
                environment.actions()),
            environment.actions(),
            new EpsilonSchedule(1, settings.epsilonEnd(), settings.epsilonSteps()),
            steps::get,
            seeds.nextLong());
    workers.add(
        new EpisodeWorker(
            () -> environment,
            List.of(player),
            steps,
            Long.MAX_VALUE,
            seeds.nextLong(),
            new WorkerListener() {
              @Override
              public void episodeEnded(double episodeReturn, int length, long policyVersion) {
                episodes.episode(steps.get(), episodeReturn);
              }
            }));
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
    return before + writers.stream().mapToLong(TrajectoryWriter::stepsAcknowledged).sum();
  }

  /** Ends workers, then the learner; all that was sent is acknowledged or given up by Kafka. */
  void stop() throws InterruptedException {
    workers.forEach(EpisodeWorker::stop);
    playing.join();
    learner.stop();
    learning.join();
    stack.producer().flush();
  }

  @Override
  public void close() {
    writers.forEach(TrajectoryWriter::close);
    if (!learning.alive()) {
      reader.close();
    }
    follower.close();
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
