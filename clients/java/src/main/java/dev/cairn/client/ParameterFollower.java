package dev.cairn.client;

import dev.cairn.schema.Parameters;
import dev.cairn.schema.Topics;
import dev.cairn.schema.Wire;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Follows the newest parameters of every policy in a daemon thread. Thread-safe. */
public final class ParameterFollower implements AutoCloseable {

  private final Map<String, Parameters> newest = new ConcurrentHashMap<>();
  private final Runnable stop;

  /**
   * @param follow starts to hand over each value of the topic of parameters, from its beginning,
   *     and returns what stops it
   */
  ParameterFollower(Function<Consumer<byte[]>, Runnable> follow) {
    stop = follow.apply(this::hear);
  }

  /**
   * Follows the parameters of a name space.
   *
   * @param kafka client properties; {@code bootstrap.servers} is required
   */
  public static ParameterFollower open(String space, Map<String, ?> kafka) {
    return new ParameterFollower(
        each ->
            new TopicTail(KafkaClients.consumer(kafka), new Topics(space).parameters(), true, each)
                ::close);
  }

  private void hear(byte[] value) {
    Parameters parameters = Wire.decode(value, Parameters.class);
    newest.put(parameters.getPolicy(), parameters);
    synchronized (this) {
      notifyAll();
    }
  }

  /** The newest parameters of a policy; null when none came yet. */
  public @Nullable Parameters latest(String policy) {
    return newest.get(policy);
  }

  /** Waits for parameters of a policy; null when none came in time. */
  public synchronized @Nullable Parameters await(String policy, Duration timeout)
      throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    Parameters found = latest(policy);
    while (found == null) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return null;
      }
      wait(left);
      found = latest(policy);
    }
    return found;
  }

  @Override
  public void close() {
    stop.run();
  }
}
