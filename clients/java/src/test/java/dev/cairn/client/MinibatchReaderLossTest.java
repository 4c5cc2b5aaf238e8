package dev.cairn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.client.ImportanceWeights.Divisor;
import dev.cairn.schema.Feedback;
import dev.cairn.schema.Minibatch;
import dev.cairn.schema.SampleRequest;
import dev.cairn.schema.Wire;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Requests and answers that get lost, and topics that are not there. */
class MinibatchReaderLossTest {

  private static final String TOPIC = "test.minibatches.replay";
  private static final Duration SOON = Duration.ofMillis(5);
  private static final long TTL = 3_000;

  private final Published published = new Published();
  private final AtomicLong nowMs = new AtomicLong(1_000_000);
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(
          true, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer());
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("latest");
  private long offset;

  private static ReaderOptions options() {
    return ReaderOptions.of("test", "replay", "me", Beta.constant(1))
        .withBatchSize(1)
        .withWindow(2)
        .withMailbox(0)
        .withRequestTtl(Duration.ofMillis(TTL))
        .withDivisor(Divisor.NONE);
  }

  private MinibatchReader reader(ReaderOptions options) {
    Node node = new Node(0, "localhost", 1);
    consumer.updatePartitions(
        TOPIC, List.of(new PartitionInfo(TOPIC, 0, node, new Node[0], new Node[0])));
    consumer.updateEndOffsets(Map.of(new TopicPartition(TOPIC, 0), offset));
    return new MinibatchReader(options, producer, consumer, published.info, nowMs::get);
  }

  private void none(MinibatchReader reader) {
    assertThatThrownBy(() -> reader.next(SOON)).isInstanceOf(NoSamplesException.class);
  }

  private List<SampleRequest> requests() {
    return producer.history().stream()
        .flatMap(record -> Wire.decode(record.value(), Feedback.class).getRequests().stream())
        .toList();
  }

  private void answer(SampleRequest request, long attempt) {
    Minibatch batch =
        Minibatch.newBuilder()
            .setSpace("test")
            .setTable("replay")
            .setShard(0)
            .setAttempt(attempt)
            .setSequence(offset)
            .setLearner("me")
            .setRequest(request.getRequest())
            .setQ(1)
            .setConfigVersion(0)
            .setDrawnMs(0)
            .setItems(1)
            .setSlots(ByteBuffer.allocate(4))
            .setIds(ByteBuffer.allocate(8))
            .setProbabilities(ByteBuffer.allocate(8).putDouble(0, Double.NaN))
            .setTiers(ByteBuffer.allocate(1))
            .setPriorities(ByteBuffer.allocate(4))
            .setAgesMs(ByteBuffer.allocate(8))
            .setPolicyVersions(ByteBuffer.allocate(8))
            .setColumns(List.of())
            .setTotals(Published.totals(10, 10))
            .build();
    deliver(Wire.encode(batch));
  }

  private void deliver(byte[] value) {
    consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, offset++, new byte[0], value));
  }

  @Test
  void next_requestsNotAnsweredInTime_areAskedAnewUnderOtherIds() throws Exception {
    published.allow(0, 0, 1_000);
    MinibatchReader reader = reader(options());
    none(reader);
    assertThat(requests()).hasSize(2);
    assertThat(requests().get(0).getDeadlineMs()).isEqualTo(nowMs.get() + TTL);
    nowMs.addAndGet(TTL + 1);
    none(reader);
    assertThat(requests()).as("an answer may still be on its way").hasSize(2);
    nowMs.addAndGet(1_000);
    none(reader);
    assertThat(requests()).hasSize(4);
    assertThat(requests()).extracting(SampleRequest::getRequest).doesNotHaveDuplicates();
    assertThat(reader.givenUp()).isEqualTo(2);

    answer(requests().get(0), 7); // too late
    answer(requests().get(2), 7);
    SampledBatch batch = reader.next(SOON);
    assertThat(batch.record().getRequest()).isEqualTo(requests().get(2).getRequest());
    assertThat(reader.repeats()).isEqualTo(1);
  }

  @Test
  void next_laterAttemptSeen_dropsWhatIsHeldOfTheEarlierOne() throws Exception {
    published.allow(0, 0, 1_000);
    MinibatchReader reader = reader(options());
    none(reader);
    answer(requests().get(0), 7);
    answer(requests().get(1), 8);
    assertThat(reader.next(SOON).record().getAttempt()).isEqualTo(8);
    assertThat(reader.earlierAttempts()).isEqualTo(1);
  }

  @Test
  void next_garbageInTheMailbox_isPassedOver() throws Exception {
    published.allow(0, 0, 1_000);
    MinibatchReader reader = reader(options());
    none(reader);
    deliver(new byte[] {1, 2, 3});
    consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, offset++, new byte[0], null));
    answer(requests().get(0), 7);
    assertThat(reader.next(SOON).size()).isEqualTo(1);
  }

  @Test
  void next_feedbackNotSent_saysSo() {
    published.allow(0, 0, 1_000);
    MockProducer<byte[], byte[]> failing =
        new MockProducer<>(
            false,
            new RoundRobinPartitioner(),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    Node node = new Node(0, "localhost", 1);
    consumer.updatePartitions(
        TOPIC, List.of(new PartitionInfo(TOPIC, 0, node, new Node[0], new Node[0])));
    consumer.updateEndOffsets(Map.of(new TopicPartition(TOPIC, 0), offset));
    MinibatchReader reader =
        new MinibatchReader(options(), failing, consumer, published.info, nowMs::get);
    none(reader);
    failing.errorNext(new IllegalStateException("not authorized"));
    assertThatThrownBy(() -> reader.next(SOON)).hasMessageContaining("not authorized");
  }

  @Test
  void reader_topicMissing_isRefused() {
    assertThatThrownBy(
            () -> new MinibatchReader(options(), producer, consumer, published.info, nowMs::get))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("topic=" + TOPIC);
  }

  @Test
  void reader_mailboxBeyondTheTopic_isRefused() {
    assertThatThrownBy(() -> reader(options().withMailbox(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mailbox=1 partitions=1");
  }
}
