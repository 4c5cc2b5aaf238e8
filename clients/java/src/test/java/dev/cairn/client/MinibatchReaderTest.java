package dev.cairn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.client.ImportanceWeights.Divisor;
import dev.cairn.schema.Column;
import dev.cairn.schema.ColumnCompressor;
import dev.cairn.schema.Feedback;
import dev.cairn.schema.Minibatch;
import dev.cairn.schema.SampleRequest;
import dev.cairn.schema.TableTotals;
import dev.cairn.schema.Tensor;
import dev.cairn.schema.Tensors;
import dev.cairn.schema.Wire;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class MinibatchReaderTest {

  private static final String TOPIC = "test.minibatches.replay";
  private static final TopicPartition MAILBOX = new TopicPartition(TOPIC, 0);
  private static final Duration SOON = Duration.ofMillis(20);

  private final Published published = new Published();
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(
          true, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer());
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("latest");
  private long offset = 5;

  private MinibatchReader reader(int window) {
    return reader(
        ReaderOptions.of("test", "replay", "me", Beta.constant(1))
            .withBatchSize(2)
            .withWindow(window)
            .withDivisor(Divisor.NONE));
  }

  private MinibatchReader reader(ReaderOptions options) {
    Node node = new Node(0, "localhost", 1);
    consumer.updatePartitions(
        TOPIC, List.of(new PartitionInfo(TOPIC, 0, node, new Node[0], new Node[0])));
    consumer.updateEndOffsets(Map.of(MAILBOX, offset));
    return new MinibatchReader(options, producer, consumer, published.info);
  }

  private List<Feedback> sent() {
    List<Feedback> sent = new ArrayList<>();
    producer.history().forEach(r -> sent.add(Wire.decode(r.value(), Feedback.class)));
    return sent;
  }

  private List<SampleRequest> requests() {
    List<SampleRequest> requests = new ArrayList<>();
    sent().forEach(feedback -> requests.addAll(feedback.getRequests()));
    return requests;
  }

  private Minibatch.Builder answer(long request, int shard, long attempt, long sequence) {
    ByteBuffer probabilities = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    probabilities.putDouble(0.5).putDouble(0.05).flip();
    return Minibatch.newBuilder()
        .setSpace("test")
        .setTable("replay")
        .setShard(shard)
        .setAttempt(attempt)
        .setSequence(sequence)
        .setLearner("me")
        .setRequest(request)
        .setQ(1)
        .setConfigVersion(0)
        .setDrawnMs(0)
        .setItems(2)
        .setSlots(ByteBuffer.allocate(8))
        .setIds(ByteBuffer.allocate(16))
        .setProbabilities(probabilities)
        .setTiers(ByteBuffer.allocate(2))
        .setPriorities(ByteBuffer.allocate(8))
        .setAgesMs(ByteBuffer.allocate(16))
        .setPolicyVersions(ByteBuffer.allocate(16))
        .setColumns(List.of())
        .setTotals(Published.totals(10, 10));
  }

  private void deliver(Minibatch batch) {
    consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, offset++, new byte[0], Wire.encode(batch)));
  }

  @Test
  void sample_compressedColumn_isOpenedAndADamagedOneReported() throws Exception {
    Tensor rows = Tensors.of(new byte[600], 2, 300);
    Column good;
    Column bad;
    try (ColumnCompressor compressor = new ColumnCompressor()) {
      good = compressor.compress("obs", rows);
      bad = compressor.compress("obs", rows);
    }
    ByteBuffer data = bad.getTensor().getData();
    data.put(data.limit() - 1, (byte) (data.get(data.limit() - 1) ^ 1));
    published.allow(0, 0, 1000);
    MinibatchReader reader = reader(2);
    assertThatThrownBy(() -> reader.next(SOON)).isInstanceOf(NoSamplesException.class);
    long first = requests().get(0).getRequest();
    deliver(answer(first, 0, 7, 0).setColumns(List.of(bad)).build());
    deliver(answer(first + 1, 0, 7, 1).setColumns(List.of(good)).build());

    assertThatThrownBy(() -> reader.next(SOON))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("column=obs block=0 rows=2");
    assertThat(reader.next(SOON).column("obs")).isEqualTo(rows);
  }

  @Test
  void sample_tableKnown_keepsTheWindowInFlight() throws Exception {
    published.allow(0, 0, 1000);
    MinibatchReader reader = reader(3);
    assertThatThrownBy(() -> reader.next(SOON)).isInstanceOf(NoSamplesException.class);
    assertThat(requests()).hasSize(3);
    assertThat(requests()).extracting(SampleRequest::getItems).containsOnly(2);
    assertThat(requests()).extracting(SampleRequest::getRequest).doesNotHaveDuplicates();

    deliver(answer(requests().get(1).getRequest(), 0, 7, 0).build());
    SampledBatch batch = reader.next(SOON);
    assertThat(batch.weights()).containsExactly(0.2f, 2f);
    reader.learnerStep(9);
    reader.updatePriorities(batch, new float[] {1, -2});

    Feedback last = sent().get(sent().size() - 1);
    assertThat(last.getLearnerStep()).isEqualTo(9);
    assertThat(last.getUpdates()).hasSize(1);
    assertThat(last.getUpdates().get(0).getAttempt()).isEqualTo(7);
    assertThat(last.getRequests()).as("the next request rides along").hasSize(1);
  }

  @Test
  void sample_peeking_asksForDrawsThatChangeNothing() {
    published.allow(0, 0, 1000);
    ReaderOptions options = ReaderOptions.of("test", "replay", "me", Beta.constant(1));
    MinibatchReader reader = reader(options.withBatchSize(2).withPeek(true).withWindow(2));

    assertThatThrownBy(() -> reader.next(SOON)).isInstanceOf(NoSamplesException.class);

    assertThat(options.peek()).as("by default").isFalse();
    assertThat(requests()).extracting(SampleRequest::getPeek).containsExactly(true, true);
  }

  @Test
  void sample_repeatedAnswer_isDropped() throws Exception {
    published.allow(0, 0, 1000);
    MinibatchReader reader = reader(1);
    assertThatThrownBy(() -> reader.next(SOON)).isInstanceOf(NoSamplesException.class);
    long request = requests().get(0).getRequest();
    deliver(answer(request, 0, 7, 0).build());
    deliver(answer(request, 0, 7, 0).build());
    assertThat(reader.next(SOON).record().getRequest()).isEqualTo(request);
    assertThatThrownBy(() -> reader.next(SOON)).isInstanceOf(NoSamplesException.class);
    assertThat(reader.repeats()).isEqualTo(1);
  }

  @Test
  void sample_answerOfAnEarlierAttempt_isDropped() throws Exception {
    published.allow(0, 0, 1000);
    MinibatchReader reader = reader(2);
    assertThatThrownBy(() -> reader.next(SOON)).isInstanceOf(NoSamplesException.class);
    deliver(answer(requests().get(0).getRequest(), 0, 8, 0).build());
    deliver(answer(requests().get(1).getRequest(), 0, 7, 12).build());
    assertThat(reader.next(SOON).record().getAttempt()).isEqualTo(8);
    assertThatThrownBy(() -> reader.next(SOON)).isInstanceOf(NoSamplesException.class);
    assertThat(reader.earlierAttempts()).isEqualTo(1);
  }

  @Test
  void sample_tableOfZeroWeights_countsEveryItem() throws Exception {
    published.allow(0, 0, 1000);
    MinibatchReader reader = reader(1);
    assertThatThrownBy(() -> reader.next(SOON)).isInstanceOf(NoSamplesException.class);
    TableTotals zero = Published.totals(10, 0);
    zero.setDrawable(0L);
    deliver(answer(requests().get(0).getRequest(), 0, 9, 0).setTotals(zero).build());
    assertThat(reader.next(SOON).weights()).containsExactly(0.2f, 2f);
  }

  @Test
  void sample_answerForAnotherLearner_isIgnored() {
    published.allow(0, 0, 1000);
    MinibatchReader reader = reader(1);
    assertThatThrownBy(() -> reader.next(SOON)).isInstanceOf(NoSamplesException.class);
    deliver(answer(requests().get(0).getRequest(), 0, 9, 0).setLearner("other").build());
    assertThatThrownBy(() -> reader.next(SOON)).isInstanceOf(NoSamplesException.class);
    assertThat(reader.earlierAttempts() + reader.repeats()).isZero();
  }

  @Test
  void sample_refused_saysWhy() {
    published.allow(0, 0, 1000);
    MinibatchReader reader = reader(1);
    assertThatThrownBy(() -> reader.next(SOON)).isInstanceOf(NoSamplesException.class);
    deliver(
        answer(requests().get(0).getRequest(), 0, 9, 0)
            .setItems(0)
            .setProbabilities(ByteBuffer.allocate(0))
            .setRefused("items must be in [1, max_batch]")
            .build());
    assertThatThrownBy(() -> reader.next(Duration.ofSeconds(10)))
        .isInstanceOf(NoSamplesException.class)
        .hasMessageContaining("max_batch");
  }

  @Test
  void sample_nothingComes_saysWhy() {
    MinibatchReader reader = reader(1);
    assertThatThrownBy(() -> reader.next(SOON))
        .hasMessageContaining("no shard of any table publishes");
    published.hear(Published.stats("other", 0, 1, 1, 0).build());
    assertThatThrownBy(() -> reader.next(SOON)).hasMessageContaining("[other]");
    published.hear(
        Published.stats("replay", 0, 1, 1, 0)
            .setReason("waiting for items: size=3 min_size=10")
            .build());
    assertThatThrownBy(() -> reader.next(SOON)).hasMessageContaining("size=3 min_size=10");
  }

  @Test
  void sample_unequalShards_asksByTheirMassAndStatesIt() {
    published.hear(
        Published.stats("replay", 0, 2, 1, 0).setTotals(Published.totals(10, 10)).build());
    published.hear(
        Published.stats("replay", 1, 2, 1, 0).setTotals(Published.totals(10, 90)).build());
    MinibatchReader reader = reader(2_000);
    assertThatThrownBy(() -> reader.next(SOON)).isInstanceOf(NoSamplesException.class);
    Map<Integer, Integer> counts = new HashMap<>();
    for (SampleRequest request : requests()) {
      counts.merge(request.getShard(), 1, Integer::sum);
      assertThat(request.getQ()).isEqualTo(request.getShard() == 0 ? 0.1 : 0.9);
    }
    // Binomial(2000, 0.1): 200 +- 5 standard deviations of 13.4.
    assertThat(counts.get(0)).isBetween(133, 267);
  }

  @Test
  void sample_moreShardsAndDivisorBatch_isRefused() {
    published.hear(Published.stats("replay", 0, 2, 1, 0).build());
    published.hear(Published.stats("replay", 1, 2, 1, 0).build());
    MinibatchReader reader =
        reader(
            ReaderOptions.of("test", "replay", "me", Beta.constant(1))
                .withBatchSize(2)
                .withDivisor(Divisor.BATCH));
    assertThatThrownBy(() -> reader.next(SOON)).isInstanceOf(NoSamplesException.class);
    deliver(answer(requests().get(0).getRequest(), requests().get(0).getShard(), 9, 0).build());
    assertThatThrownBy(() -> reader.next(SOON))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("BATCH");
  }

  @Test
  void updatePriorities_wrongCount_isRefused() throws Exception {
    published.allow(0, 0, 1000);
    MinibatchReader reader = reader(1);
    assertThatThrownBy(() -> reader.next(SOON)).isInstanceOf(NoSamplesException.class);
    deliver(answer(requests().get(0).getRequest(), 0, 9, 0).build());
    SampledBatch batch = reader.next(SOON);
    assertThatThrownBy(() -> reader.updatePriorities(batch, new float[3]))
        .hasMessageContaining("values=3 items=2");
  }
}
