package dev.cairn.client;

import dev.cairn.schema.Parameters;
import dev.cairn.schema.Topics;
import dev.cairn.schema.Wire;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Follows the newest parameters of every policy in a daemon thread. Thread-safe. */
public final class ParameterFollower implements AutoCloseable {

  private final Map<String, Parameters> newest = new ConcurrentHashMap<>();
  private final TopicTail tail;

  private ParameterFollower(
      String space, org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer) {
    tail = new TopicTail(consumer, new Topics(space).parameters(), true, this::hear);
  }

  /**
   * Follows the parameters of a name space.
   *
   * @param kafka client properties; {@code bootstrap.servers} is required
   */
  public static ParameterFollower open(String space, Map<String, ?> kafka) {
    return new ParameterFollower(space, KafkaClients.consumer(kafka));
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
    tail.close();
  }
}
