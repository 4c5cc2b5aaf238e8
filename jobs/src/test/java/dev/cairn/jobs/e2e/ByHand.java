package dev.cairn.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.client.Beta;
import dev.cairn.client.KafkaClients;
import dev.cairn.client.MinibatchReader;
import dev.cairn.client.ReaderOptions;
import dev.cairn.client.TableInfo;
import dev.cairn.schema.ChunkTable;
import dev.cairn.schema.DeadLetter;
import dev.cairn.schema.Feedback;
import dev.cairn.schema.PriorityUpdates;
import dev.cairn.schema.SampleRequest;
import dev.cairn.schema.Stats;
import dev.cairn.schema.Tensors;
import dev.cairn.schema.TrajectoryChunk;
import dev.cairn.schema.Wire;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.flink.api.common.JobStatus;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * One running stack to which records are sent by hand, and what the job says of them. Each test has
 * tables and streams of its own.
 */
final class ByHand implements AutoCloseable {

  static final String SPACE = "inputs";

  /** Columns of every table, and few items, all in one tier. */
  static final String TABLE =
      """
        %s:
          capacity: {items: %d, bytes: 4 MiB}
          columns:
            obs: {dtype: float32, shape: [2], observation: true}
            rewards: {dtype: float32}
          tiers: [{share: 1, capacity_share: 1}]
          max_batch: 32
          max_chunk_steps: 16
          cache_bytes: 256 KiB
      """;

  private final Stack stack;
  private final TableInfo info;
  private final Producer<byte[], byte[]> producer;
  private final TopicReader<DeadLetter> letters;
  private final Map<String, Long> attempts = new HashMap<>();

  /** Starts the job and waits until each of the tables publishes. */
  ByHand(Path directory, String tables, List<String> names) throws InterruptedException {
    stack = Stack.start(directory, "space: " + SPACE + "\ntables:\n" + tables);
    info = TableInfo.open(SPACE, stack.config().kafka());
    producer = KafkaClients.producer(stack.config().kafka());
    letters = new TopicReader<>(stack.servers(), SPACE + ".dead-letters", DeadLetter.class);
    for (String name : names) {
      Published.await(info, name, stats -> true);
      attempts.put(name, attempt(name));
    }
  }

  Stack stack() {
    return stack;
  }

  TableInfo info() {
    return info;
  }

  Producer<byte[], byte[]> producer() {
    return producer;
  }

  /** The stamp that the table's first shard has had since it was last restored. */
  long attempt(String table) {
    return info.shards(table).get(0).getAttempt();
  }

  /** Nothing that was sent made the job restart. */
  void assertNeverRestarted() throws Exception {
    assertThat(stack.status()).isEqualTo(JobStatus.RUNNING);
    for (Map.Entry<String, Long> attempt : attempts.entrySet()) {
      assertThat(attempt(attempt.getKey())).as(attempt.getKey()).isEqualTo(attempt.getValue());
    }
  }

  /** Waits until every shard of the table has published that. */
  void await(String table, Predicate<Stats> condition) throws InterruptedException {
    Published.await(info, table, condition);
  }

  /** Waits until n letters answer to the description, and returns them. */
  List<DeadLetter> letters(String what, int n, Predicate<DeadLetter> which) {
    List<DeadLetter> all =
        letters.until(n + " letters: " + what, l -> l.stream().filter(which).count() >= n);
    List<DeadLetter> found = all.stream().filter(which).toList();
    assertThat(found).as(what).hasSize(n);
    return found;
  }

  /** Waits for n letters of records with this key. */
  List<DeadLetter> letters(String key, int n) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return letters(
        key, n, letter -> letter.getKey() != null && Arrays.equals(letter.getKey().array(), bytes));
  }

  @SuppressWarnings("NullAway") // keys and values of Kafka may be null
  void send(String topic, @Nullable String key, byte @Nullable [] value) throws Exception {
    byte[] bytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
    producer.send(new ProducerRecord<>(SPACE + "." + topic, bytes, value)).get();
  }

  void send(TrajectoryChunk chunk) throws Exception {
    send("transitions", chunk.getStream(), Wire.encode(chunk));
  }

  /** The same without waiting for the broker: for many of them. */
  void post(TrajectoryChunk chunk) {
    byte[] key = chunk.getStream().getBytes(StandardCharsets.UTF_8);
    var unused =
        producer.send(new ProducerRecord<>(SPACE + ".transitions", key, Wire.encode(chunk)));
  }

  /** A chunk of one endless episode whose rewards are the numbers of its steps. */
  static TrajectoryChunk chunk(String stream, long number, int steps, String... tables) {
    float[] rewards = new float[steps];
    for (int step = 0; step < steps; step++) {
      rewards[step] = number * steps + step;
    }
    return TrajectoryChunk.newBuilder()
        .setSpace(SPACE)
        .setStream(stream)
        .setIncarnation(1)
        .setChunk(number)
        .setEpisode(0)
        .setFirstStep(number * steps)
        .setSteps(steps)
        .setObservations(
            List.of(Tensors.column("obs", Tensors.of(new float[2 * steps + 2], steps + 1, 2))))
        .setColumns(List.of(Tensors.column("rewards", Tensors.of(rewards))))
        .setTerminated(false)
        .setTruncated(false)
        .setTables(
            Arrays.stream(tables)
                .map(table -> ChunkTable.newBuilder().setTable(table).build())
                .toList())
        .setSentMs(1)
        .build();
  }

  void send(String learner, List<PriorityUpdates> updates, List<SampleRequest> requests)
      throws Exception {
    Feedback feedback =
        Feedback.newBuilder()
            .setSpace(SPACE)
            .setLearner(learner)
            .setUpdates(updates)
            .setRequests(requests)
            .setSentMs(1)
            .build();
    send("feedback", learner, Wire.encode(feedback));
  }

  /** A learner of batches of so many items. */
  MinibatchReader reader(
      String table, String learner, int batch, UnaryOperator<ReaderOptions> options) {
    return new MinibatchReader(
        options.apply(
            ReaderOptions.of(SPACE, table, learner, new Beta(0.4, 1_000)).withBatchSize(batch)),
        producer,
        KafkaClients.consumer(stack.config().kafka()),
        info);
  }

  @Override
  public void close() {
    letters.close();
    producer.close();
    info.close();
    stack.close();
  }
}
