package dev.cairn.client;

import dev.cairn.schema.Column;
import dev.cairn.schema.Parameters;
import dev.cairn.schema.Tensor;
import dev.cairn.schema.Tensors;
import dev.cairn.schema.Topics;
import dev.cairn.schema.Wire;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Publishes what workers act with. Thread-safe as its producer is. */
public final class ParameterPublisher {

  private final String space;
  private final String policy;
  private final String learner;
  private final Producer<byte[], byte[]> producer;

  /** Publishes the parameters of one policy. */
  public ParameterPublisher(
      String space, String policy, String learner, Producer<byte[], byte[]> producer) {
    this.space = space;
    this.policy = policy;
    this.learner = learner;
    this.producer = producer;
  }

  /**
   * Publishes parameters; returns at once.
   *
   * @param version learner step at which they were taken, at least 0
   */
  public void publish(long version, Map<String, Tensor> tensors, Map<String, String> metadata) {
    var unused =
        producer.send(
            new ProducerRecord<>(
                new Topics(space).parameters(),
                policy.getBytes(StandardCharsets.UTF_8),
                Wire.encode(record(version, tensors, metadata))));
  }

  /** The record that {@link #publish} sends. */
  public Parameters record(
      long version, Map<String, Tensor> tensors, Map<String, String> metadata) {
    List<Column> columns = new ArrayList<>();
    tensors.forEach((name, tensor) -> columns.add(Tensors.column(name, tensor)));
    return Parameters.newBuilder()
        .setSpace(space)
        .setPolicy(policy)
        .setVersion(version)
        .setLearner(learner)
        .setTensors(columns)
        .setMetadata(metadata)
        .setSentMs(System.currentTimeMillis())
        .build();
  }
}
