package dev.cairn.examples.dqn;

import dev.cairn.client.ParameterPublisher;
import java.util.Map;
import java.util.function.Consumer;

/** Publishes policies as the tensors of {@link Mlp}, for workers that follow the topic. */
public final class PolicyPublisher implements Consumer<PolicySnapshot> {

  private final ParameterPublisher publisher;
  private final Map<String, String> metadata;

  /**
   * @param metadata goes with each publication; may be empty
   */
  public PolicyPublisher(ParameterPublisher publisher, Map<String, String> metadata) {
    this.publisher = publisher;
    this.metadata = Map.copyOf(metadata);
  }

  @Override
  public void accept(PolicySnapshot policy) {
    publisher.publish(policy.version(), policy.network().toTensors(), metadata);
  }
}
