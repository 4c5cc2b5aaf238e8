package dev.cairn.jobs.demo;

import dev.cairn.client.ParameterFollower;
import dev.cairn.client.TableInfo;
import dev.cairn.client.TrajectoryWriter;
import dev.cairn.client.WriterOptions;
import dev.cairn.examples.EpisodeWorker;
import dev.cairn.examples.StreamRecorder;
import dev.cairn.examples.WorkerListener;
import dev.cairn.examples.cartpole.CartPole;
import dev.cairn.examples.dqn.DqnPlayer;
import dev.cairn.examples.dqn.EpsilonSchedule;
import dev.cairn.examples.dqn.FollowedNetwork;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.config.DemoSettings;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Producer;

/**
 * Plays CartPole with the newest policy and writes every step.
 *
 * <p>Runs in one thread, once; {@link #stop} and {@link #stepsAcknowledged} may be called from any.
 */
public final class CartPoleWorker implements Runnable, AutoCloseable {

  /** The policy that the learner publishes. */
  static final String POLICY = "default";

  private final TrajectoryWriter writer;
  private final EpisodeWorker worker;

  /**
   * @param config its demo section says how to play
   * @param stream name of the environment, unique among all workers
   * @param producer shared or not; not closed by this worker, as are info and follower
   * @param steps environment steps so far, of all workers that share it
   * @param seed another one for each worker
   */
  public CartPoleWorker(
      CairnConfig config,
      String stream,
      Producer<byte[], byte[]> producer,
      TableInfo info,
      ParameterFollower follower,
      AtomicLong steps,
      long seed,
      WorkerListener listener) {
    DemoSettings settings = config.demo();
    int maxSteps = Math.min(16, CartPoleTable.of(config).maxChunkSteps());
    writer =
        new TrajectoryWriter(
            WriterOptions.of(config.space(), stream, settings.table()).withMaxSteps(maxSteps),
            producer,
            info);
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
    worker =
        new EpisodeWorker(
            () -> environment,
            List.of(player),
            steps,
            Long.MAX_VALUE,
            seeds.nextLong(),
            StepRate.limit(settings.stepsPerSecond(), listener));
  }

  @Override
  public void run() {
    worker.run();
  }

  /** Ends {@link #run} soon. */
  public void stop() {
    worker.stop();
  }

  /** Steps that Kafka has acknowledged. */
  public long stepsAcknowledged() {
    return writer.stepsAcknowledged();
  }

  @Override
  public void close() {
    writer.close();
  }
}
