package dev.cairn.client;

import dev.cairn.schema.ColumnOpener;
import dev.cairn.schema.Feedback;
import dev.cairn.schema.Minibatch;
import dev.cairn.schema.PriorityUpdates;
import dev.cairn.schema.SampleRequest;
import dev.cairn.schema.Stats;
import dev.cairn.schema.Tensors;
import dev.cairn.schema.Topics;
import dev.cairn.schema.Wire;
import dev.cairn.schema.WireException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a table for minibatches and sends priorities back.
 *
 * <pre>{@code
 * SampledBatch batch = reader.next(timeout);
 * float[] tdErrors = learn(batch, batch.weights());
 * reader.learnerStep(++step);
 * reader.updatePriorities(batch, tdErrors);      // carries the next request with it
 * }</pre>
 *
 * <p>W requests are kept in flight, so that a batch is there when it is asked for. Answers that are
 * repeated, of an earlier attempt than one seen, or for other learners are dropped and counted.
 * Compressed columns are opened when a batch is asked for, on the thread that asks. Memory: W
 * batches.
 *
 * <p>Not thread-safe.
 */
public final class MinibatchReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(MinibatchReader.class);

  private final ReaderOptions options;
  private final Producer<byte[], byte[]> producer;
  private final Consumer<byte[], byte[]> consumer;
  private final TableInfo info;
  private final Topics topics;
  private final byte[] key;
  private final int mailbox;
  private final SplittableRandom random;
  private final InFlight inFlight = new InFlight();
  private final BatchWeights weights;
  private final ColumnOpener opener = new ColumnOpener();
  private long nextRequest;
  private long step;
  private long policyVersion = -1;
  private final LongSupplier clock;
  private final AtomicReference<@Nullable Exception> notSent = new AtomicReference<>();

  /**
   * @param producer shared or not; not closed by this reader
   * @param consumer this reader's own: it assigns the mailbox and closes it
   * @param info follows the table's statistics; not closed by this reader
   * @throws IllegalArgumentException when the table's topic, or the mailbox in it, does not exist
   */
  public MinibatchReader(
      ReaderOptions options,
      Producer<byte[], byte[]> producer,
      Consumer<byte[], byte[]> consumer,
      TableInfo info) {
    this(options, producer, consumer, info, System::currentTimeMillis);
  }

  /**
   * @param clock ms since the epoch
   */
  MinibatchReader(
      ReaderOptions options,
      Producer<byte[], byte[]> producer,
      Consumer<byte[], byte[]> consumer,
      TableInfo info,
      LongSupplier clock) {
    this.clock = clock;
    this.options = options;
    this.producer = producer;
    this.consumer = consumer;
    this.info = info;
    weights = new BatchWeights(options, info);
    topics = new Topics(options.space());
    key = options.learner().getBytes(StandardCharsets.UTF_8);
    random = new SplittableRandom(options.seed());
    // Ids must not repeat those of an earlier process of the same learner.
    nextRequest = clock.getAsLong() << 20;
    String topic = topics.minibatches(options.table());
    mailbox = mailbox(options, consumer.partitionsFor(topic), topic);
    TopicPartition partition = new TopicPartition(topic, mailbox);
    consumer.assign(List.of(partition));
    consumer.seekToEnd(List.of(partition));
    // Seeking is lazy: the position must stand before the first request goes out.
    consumer.position(partition);
  }

  private static int mailbox(
      ReaderOptions options, @Nullable List<PartitionInfo> partitions, String topic) {
    int count = partitions == null ? 0 : partitions.size();
    if (count == 0) {
      throw new IllegalArgumentException(
          "the table's topic must exist (cairn topics create makes it): topic=" + topic);
    }
    if (options.mailbox() >= count) {
      throw new IllegalArgumentException(
          "mailbox must be a partition of the topic: mailbox="
              + options.mailbox()
              + " partitions="
              + count
              + " topic="
              + topic);
    }
    return options.mailbox() >= 0
        ? options.mailbox()
        : Math.floorMod(options.learner().hashCode(), count);
  }

  /** The next batch of the configured size. */
  public SampledBatch next(Duration timeout) throws NoSamplesException {
    return sample(options.batchSize(), timeout);
  }

  /**
   * A batch of n items. Asking for changing sizes costs: batches and requests of another size are
   * dropped.
   *
   * @throws NoSamplesException when none came in time, or the table refuses such a request; the
   *     message says why
   * @throws IllegalArgumentException when a compressed column of the answer cannot be opened, which
   *     only damage on its way can do: the service has opened every block that it took. The answer
   *     is gone, and the next call asks anew
   */
  public SampledBatch sample(int n, Duration timeout) throws NoSamplesException {
    if (n < 1) {
      throw new IllegalArgumentException("a batch must have at least 1 item: n=" + n);
    }
    inFlight.keepOnly(n);
    long end = System.nanoTime() + timeout.toNanos();
    while (true) {
      ask(n, List.of());
      Minibatch batch = inFlight.answer();
      if (batch != null) {
        return new SampledBatch(batch, weights.of(batch, step), opener);
      }
      String refusal = inFlight.refusal();
      if (refusal != null) {
        throw new NoSamplesException(
            "the request was refused: table=" + options.table() + ": " + refusal);
      }
      long left = end - System.nanoTime();
      if (left <= 0) {
        throw new NoSamplesException(
            "no minibatch within "
                + timeout.toMillis()
                + " ms: table="
                + options.table()
                + ": "
                + why());
      }
      poll(Duration.ofNanos(Math.min(left, 50_000_000L)));
    }
  }

  private String why() {
    Exception error = notSent.getAndSet(null);
    String reason = info.whyNoSamples(options.table());
    return error == null ? reason : "requests could not be sent: " + error + "; " + reason;
  }

  /**
   * Sends new values of the items of a batch, and with them the next requests.
   *
   * @param values TD errors (their absolute value counts) or priorities, [B]
   */
  public void updatePriorities(SampledBatch batch, float[] values) {
    if (values.length != batch.size()) {
      throw new IllegalArgumentException(
          "there must be one value for each item: values="
              + values.length
              + " items="
              + batch.size());
    }
    Minibatch record = batch.record();
    PriorityUpdates updates =
        PriorityUpdates.newBuilder()
            .setTable(record.getTable())
            .setShard(record.getShard())
            .setAttempt(record.getAttempt())
            .setSequence(record.getSequence())
            .setSlots(record.getSlots())
            .setIds(record.getIds())
            .setKind(options.kind())
            .setValues(Tensors.of(values, values.length))
            .build();
    ask(batch.size(), List.of(updates));
  }

  /** Says at which step and policy version the learner is; beta follows it. */
  public void learnerStep(long step) {
    this.step = step;
    this.policyVersion = step;
  }

  /** Answers dropped because their request had been answered, or was given up. */
  public long repeats() {
    return inFlight.repeats();
  }

  /** Answers dropped because a later attempt of their shard had been seen. */
  public long earlierAttempts() {
    return inFlight.earlierAttempts();
  }

  /** Requests that were not answered in time, and were replaced by new ones. */
  public long givenUp() {
    return inFlight.givenUp();
  }

  @Override
  public void close() {
    consumer.close();
    opener.close();
  }

  private void ask(int n, List<PriorityUpdates> updates) {
    long now = clock.getAsLong();
    inFlight.giveUp(now);
    List<SampleRequest> requests = new ArrayList<>();
    List<Stats> shards = info.shards(options.table());
    boolean known = info.isComplete(options.table());
    while (known && inFlight.size() < options.window()) {
      ShardChoice choice = ShardChoice.draw(shards, random);
      long id = nextRequest++;
      long deadline = now + options.requestTtl().toMillis();
      inFlight.asked(id, n, deadline);
      requests.add(
          new SampleRequest(
              options.table(),
              choice.shard(),
              id,
              n,
              choice.q(),
              mailbox,
              deadline,
              options.peek()));
    }
    if (updates.isEmpty() && requests.isEmpty()) {
      return;
    }
    Feedback feedback =
        Feedback.newBuilder()
            .setSpace(options.space())
            .setLearner(options.learner())
            .setLearnerStep(step)
            .setPolicyVersion(policyVersion)
            .setUpdates(updates)
            .setRequests(requests)
            .setSentMs(now)
            .build();
    var unused =
        producer.send(
            new ProducerRecord<>(topics.feedback(), key, Wire.encode(feedback)),
            (metadata, error) -> {
              if (error != null && notSent.getAndSet(error) == null) {
                LOG.warn("feedback could not be sent: table={}", options.table(), error);
              }
            });
  }

  private void poll(Duration timeout) {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(timeout)) {
      if (record.value() == null) {
        continue;
      }
      try {
        Minibatch batch = Wire.decode(record.value(), Minibatch.class);
        if (batch.getLearner().equals(options.learner())) {
          inFlight.take(batch);
        }
      } catch (WireException e) {
        LOG.warn("an answer was passed over: offset={}", record.offset(), e);
      }
    }
  }
}
