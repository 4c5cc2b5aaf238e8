package dev.cairn.jobs.rooms;

import dev.cairn.client.Beta;
import dev.cairn.client.KafkaClients;
import dev.cairn.client.MinibatchReader;
import dev.cairn.client.ParameterFollower;
import dev.cairn.client.ParameterPublisher;
import dev.cairn.client.ReaderOptions;
import dev.cairn.client.SampledBatch;
import dev.cairn.client.TrajectoryWriter;
import dev.cairn.client.WriterOptions;
import dev.cairn.examples.EpisodeWorker;
import dev.cairn.examples.Player;
import dev.cairn.examples.WorkerListener;
import dev.cairn.examples.dqn.DoubleDqn;
import dev.cairn.examples.dqn.DqnBatch;
import dev.cairn.examples.dqn.DqnLearner;
import dev.cairn.examples.dqn.FollowedNetwork;
import dev.cairn.examples.dqn.LearnerListener;
import dev.cairn.examples.dqn.PolicyPublisher;
import dev.cairn.examples.dqn.ReplayBatches;
import dev.cairn.examples.rooms.FourRooms;
import dev.cairn.jobs.demo.WatchedThreads;
import dev.cairn.jobs.embedded.EmbeddedService;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** The players and learners of one agent, each in a thread of its own. Used by one thread. */
final class AgentThreads implements AutoCloseable {

  private static final int PUBLISH_EVERY = 8;
  private static final Beta BETA = new Beta(0.4, 10_000);

  private final EmbeddedService service;
  private final ParameterFollower follower;
  private final long limit;
  private final AtomicLong steps = new AtomicLong();
  private final List<EpisodeWorker> workers = new ArrayList<>();
  private final List<TrajectoryWriter> writers = new ArrayList<>();
  private final Map<String, DqnLearner> learners = new LinkedHashMap<>();
  private final List<MinibatchReader> readers = new ArrayList<>();
  private final WatchedThreads playing = new WatchedThreads();
  private final WatchedThreads learning = new WatchedThreads();

  /**
   * @param limit environment steps of all players together
   */
  AgentThreads(EmbeddedService service, long limit) {
    this.service = service;
    this.limit = limit;
    this.follower = ParameterFollower.open(service.config().space(), service.config().kafka());
  }

  /** Environment steps taken. */
  AtomicLong steps() {
    return steps;
  }

  /**
   * Adds a learner of a table, who publishes a policy of the table's name.
   *
   * @param dqn not closed here
   * @param transitions what a batch of the table teaches
   * @param version of the policy that the table's items are measured against, at a learner step
   */
  DqnLearner learn(
      String table,
      DoubleDqn dqn,
      Function<SampledBatch, DqnBatch> transitions,
      LongUnaryOperator version) {
    String space = service.config().space();
    MinibatchReader reader =
        new MinibatchReader(
            ReaderOptions.of(space, table, table + "-learner", BETA),
            service.producer(),
            KafkaClients.consumer(service.config().kafka()),
            service.info());
    readers.add(reader);
    DqnLearner learner =
        new DqnLearner(
            dqn,
            new ReplayBatches(reader, transitions, version),
            new PolicyPublisher(
                new ParameterPublisher(space, table, table + "-learner", service.producer()),
                Map.of("environment", "four-rooms")),
            PUBLISH_EVERY,
            LearnerListener.NONE);
    learners.put(table, learner);
    return learner;
  }

  /** The network that a table's learner publishes, for one player. */
  FollowedNetwork follow(String table, int inputs, int actions) {
    return new FollowedNetwork(() -> follower.latest(table), inputs, actions);
  }

  /** A writer of a stream of its own into tables. */
  TrajectoryWriter writer(List<String> tables) {
    TrajectoryWriter writer =
        new TrajectoryWriter(
            WriterOptions.of(
                    service.config().space(), tables.get(0) + "-" + writers.size(), tables.get(0))
                .withTables(tables),
            service.producer(),
            service.info());
    writers.add(writer);
    return writer;
  }

  /** Adds a worker with an environment of its own. */
  void play(Player player, long seed) {
    workers.add(
        new EpisodeWorker(
            FourRooms::new, List.of(player), steps, limit, seed, WorkerListener.NONE));
  }

  void start() {
    learners.forEach((table, learner) -> learning.start(table + "-learner", learner));
    for (EpisodeWorker worker : workers) {
      playing.start("player", worker);
    }
  }

  /** Whether every step has been taken. */
  boolean played() {
    return !playing.alive();
  }

  /** What ended a thread; null while all is well. */
  @Nullable Throwable failure() {
    Throwable first = learning.failure();
    return first != null ? first : playing.failure();
  }

  /** Updates of each learner so far. */
  String updates() {
    List<String> counts = new ArrayList<>();
    learners.forEach((table, learner) -> counts.add(table + " " + learner.policy().version()));
    return String.join(", ", counts);
  }

  /** Ends players, then learners; what these learned last is their policy. */
  void stop() throws InterruptedException {
    workers.forEach(EpisodeWorker::stop);
    playing.join();
    learners.values().forEach(DqnLearner::stop);
    learning.join();
  }

  @Override
  public void close() throws InterruptedException {
    stop();
    writers.forEach(TrajectoryWriter::close);
    if (!learning.alive()) {
      readers.forEach(MinibatchReader::close);
    }
    follower.close();
  }
}
