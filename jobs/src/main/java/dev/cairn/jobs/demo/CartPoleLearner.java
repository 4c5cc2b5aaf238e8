package dev.cairn.jobs.demo;

import dev.cairn.client.Beta;
import dev.cairn.client.KafkaClients;
import dev.cairn.client.MinibatchReader;
import dev.cairn.client.ParameterPublisher;
import dev.cairn.client.ReaderOptions;
import dev.cairn.client.TableInfo;
import dev.cairn.examples.cartpole.CartPole;
import dev.cairn.examples.dqn.DoubleDqn;
import dev.cairn.examples.dqn.DqnLearner;
import dev.cairn.examples.dqn.DqnOptions;
import dev.cairn.examples.dqn.DqnState;
import dev.cairn.examples.dqn.LearnerListener;
import dev.cairn.examples.dqn.PolicyPublisher;
import dev.cairn.examples.dqn.ReplayBatches;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.config.DemoSettings;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/**
 * Learns CartPole from the memory and publishes its policy.
 *
 * <p>Runs in one thread, once; {@link #stop} may be called from any.
 */
public final class CartPoleLearner implements Runnable, AutoCloseable {

  private final MinibatchReader reader;
  private final DqnLearner learner;

  /**
   * @param config its demo section says how to learn
   * @param name id of the learner, unique among all learners of the table
   * @param dqn used by this learner alone while it runs; not closed by it, as are producer and info
   */
  public CartPoleLearner(
      CairnConfig config,
      String name,
      DoubleDqn dqn,
      Producer<byte[], byte[]> producer,
      TableInfo info,
      LearnerListener listener) {
    DemoSettings settings = config.demo();
    ReaderOptions options =
        ReaderOptions.of(
                config.space(),
                CartPoleTable.of(config).name(),
                name,
                new Beta(settings.beta(), settings.betaSteps()))
            .withBatchSize(settings.batch());
    reader = new MinibatchReader(options, producer, KafkaClients.consumer(config.kafka()), info);
    // Beta goes on from there.
    reader.learnerStep(dqn.updates());
    learner =
        new DqnLearner(
            dqn,
            new ReplayBatches(reader),
            new PolicyPublisher(
                new ParameterPublisher(config.space(), CartPoleWorker.POLICY, name, producer),
                Map.of("environment", "CartPole-v1")),
            settings.publishEvery(),
            listener);
  }

  /**
   * The network that it trains.
   *
   * @param start what it goes on from; null to begin
   * @param seed of the first parameters
   */
  public static DoubleDqn network(DemoSettings settings, @Nullable DqnState start, long seed) {
    DqnOptions plain = DqnOptions.cartPole();
    DqnOptions options =
        new DqnOptions(
            plain.hidden(),
            settings.gamma(),
            settings.learningRate(),
            plain.adamEpsilon(),
            plain.maxGradientNorm(),
            settings.targetEvery());
    if (start != null) {
      return new DoubleDqn(options, start);
    }
    CartPole environment = new CartPole();
    return new DoubleDqn(options, environment.observationSize(), environment.actions(), seed);
  }

  @Override
  public void run() {
    learner.run();
  }

  /** Ends {@link #run} within a second. */
  public void stop() {
    learner.stop();
  }

  @Override
  public void close() {
    reader.close();
  }
}
