package dev.cairn.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.schema.Parameters;
import dev.cairn.schema.Stats;
import dev.cairn.schema.Tensors;
import dev.cairn.schema.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TopicTailTest {

  private static final TopicPartition PARTITION = new TopicPartition("test.topic", 0);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("latest");
  private final BlockingQueue<byte[]> values = new LinkedBlockingQueue<>();
  private long offset = 5;

  private void create() {
    consumer.updateBeginningOffsets(Map.of(PARTITION, offset));
    consumer.updateEndOffsets(Map.of(PARTITION, offset));
    Node node = new Node(0, "localhost", 1);
    consumer.updatePartitions(
        PARTITION.topic(),
        List.of(new PartitionInfo(PARTITION.topic(), 0, node, new Node[0], new Node[0])));
  }

  /** Hands the value to the consumer in its own thread, once it has the partition. */
  private void deliver(byte @Nullable [] value) {
    consumer.schedulePollTask(
        () ->
            consumer.addRecord(
                new ConsumerRecord<>(PARTITION.topic(), 0, offset++, new byte[0], value)));
  }

  private byte[] next() throws InterruptedException {
    return Objects.requireNonNull(values.poll(60, TimeUnit.SECONDS), "nothing came");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void topicTail_topicMadeLater_isFollowed() throws Exception {
    try (TopicTail tail = new TopicTail(consumer, PARTITION.topic(), false, values::add)) {
      assertThat(tail).isNotNull();
      create();
      deliver(bytes("a"));
      assertThat(next()).isEqualTo(bytes("a"));
    }
    assertThat(consumer.closed()).isTrue();
  }

  @Test
  void topicTail_connectionFails_goesOn() throws Exception {
    create();
    consumer.setPollException(new TimeoutException("no broker"));
    try (TopicTail tail = new TopicTail(consumer, PARTITION.topic(), true, values::add)) {
      assertThat(tail).isNotNull();
      deliver(bytes("a"));
      assertThat(next()).isEqualTo(bytes("a"));
    }
  }

  @Test
  void topicTail_recordNobodyCanRead_isPassedOver() throws Exception {
    create();
    java.util.function.Consumer<byte[]> picky =
        value -> {
          Wire.decode(value, Stats.class);
          values.add(value);
        };
    byte[] good = Wire.encode(Published.stats("replay", 0, 1, 1, 0).build());
    try (TopicTail tail = new TopicTail(consumer, PARTITION.topic(), true, picky)) {
      assertThat(tail).isNotNull();
      deliver(bytes("garbage"));
      deliver(null);
      deliver(good);
      assertThat(next()).isEqualTo(good);
    }
  }

  @Test
  void publish_parameters_areKeyedByPolicyAndReadBack() {
    MockProducer<byte[], byte[]> producer =
        new MockProducer<>(
            true,
            new RoundRobinPartitioner(),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    new ParameterPublisher("test", "default", "me", producer)
        .publish(7, Map.of("w", Tensors.of(new float[] {1, 2})), Map.of("epsilon", "0.1"));
    assertThat(producer.history().get(0).topic()).isEqualTo("test.parameters");
    assertThat(producer.history().get(0).key()).isEqualTo(bytes("default"));
    Parameters read = Wire.decode(producer.history().get(0).value(), Parameters.class);
    assertThat(read.getVersion()).isEqualTo(7);
    assertThat(read.getLearner()).isEqualTo("me");
    assertThat(read.getMetadata()).containsEntry("epsilon", "0.1");
    assertThat(Tensors.floats(read.getTensors().get(0).getTensor())).containsExactly(1, 2);
  }

  @Test
  void await_parametersOfAPolicy_givesTheNewestOfThem() throws Exception {
    try (ParameterFollower follower =
        new ParameterFollower(
            each -> {
              each.accept(parameters("a", 3));
              each.accept(parameters("b", 9));
              each.accept(parameters("a", 1)); // a learner that began anew
              return () -> {};
            })) {
      Parameters newest = follower.await("a", Duration.ofSeconds(1));
      assertThat(Objects.requireNonNull(newest).getVersion()).isEqualTo(1);
      assertThat(follower.latest("c")).isNull();
      assertThat(follower.await("c", Duration.ofMillis(5))).isNull();
    }
  }

  private static byte[] parameters(String policy, long version) {
    MockProducer<byte[], byte[]> unused =
        new MockProducer<>(
            true,
            new RoundRobinPartitioner(),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    return Wire.encode(
        new ParameterPublisher("test", policy, "me", unused).record(version, Map.of(), Map.of()));
  }
}
