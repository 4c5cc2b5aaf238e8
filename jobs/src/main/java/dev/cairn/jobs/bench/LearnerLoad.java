package dev.cairn.jobs.bench;

import dev.cairn.schema.Feedback;
import dev.cairn.schema.Minibatch;
import dev.cairn.schema.PriorityUpdates;
import dev.cairn.schema.SampleRequest;
import dev.cairn.schema.Tensors;
import dev.cairn.schema.Topics;
import dev.cairn.schema.UpdateKind;
import dev.cairn.schema.Wire;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * A learner that does not learn: for each batch it sends new values for all its items and the next
 * request, in one record. An item's value stays within a tenth of its own.
 */
final class LearnerLoad extends Load {

  private static final long DEADLINE_MS = 1_000;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Topics topics = new Topics(BenchTable.SPACE);
  private final int batch;
  private final int inFlight;
  private final boolean updates;
  private final String name = "bench-" + System.nanoTime();
  private final SplittableRandom random = new SplittableRandom(2);
  private final Map<Long, Sent> sent = new HashMap<>();
  private final Quantiles roundTrips = new Quantiles();
  private final Quantiles effects = new Quantiles();
  private final AtomicLong received = new AtomicLong();
  private long requests;

  private record Sent(long ns, long ms) {}

  LearnerLoad(String servers, int batch, int inFlight, boolean updates) {
    super("bench-learner");
    this.consumer = Clients.consumer(servers, topics.minibatches(BenchTable.TABLE));
    this.producer = Clients.producer(servers, 0);
    this.batch = batch;
    this.inFlight = inFlight;
    this.updates = updates;
  }

  /** Time from request to answer, ms; since the last call. */
  Quantiles.Summary roundTrips() {
    return roundTrips.take();
  }

  /** Time from feedback sent to the first draw after it was applied, ms; since the last call. */
  Quantiles.Summary effects() {
    return effects.take();
  }

  /** Items of the batches that arrived so far. */
  long received() {
    return received.get();
  }

  @Override
  void step() {
    long now = System.nanoTime();
    sent.values().removeIf(request -> now - request.ns > DEADLINE_MS * 1_000_000);
    while (active() && sent.size() < inFlight) {
      send(List.of());
    }
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
      answer(Wire.decode(record.value(), Minibatch.class));
    }
  }

  private void answer(Minibatch minibatch) {
    if (!minibatch.getLearner().equals(name)) {
      return;
    }
    if (minibatch.getItems() == 0) {
      throw new IllegalStateException("a request was refused: reason=" + minibatch.getRefused());
    }
    Sent request = sent.remove(minibatch.getRequest());
    if (request != null) {
      roundTrips.add((System.nanoTime() - request.ns) / 1e6);
      // Feedback comes in the request's own record and is applied before it is answered.
      effects.add(minibatch.getDrawnMs() - request.ms);
    }
    received.addAndGet(minibatch.getItems());
    if (active()) {
      send(updates ? List.of(updates(minibatch)) : List.of());
    }
  }

  private PriorityUpdates updates(Minibatch minibatch) {
    ByteBuffer idBytes = Tensors.littleEndian(minibatch.getIds());
    float[] values = new float[minibatch.getItems()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          (float) (tdError(idBytes.getLong(i * Long.BYTES)) * (0.9 + 0.2 * random.nextDouble()));
    }
    PriorityUpdates updates = new PriorityUpdates();
    updates.setTable(BenchTable.TABLE);
    updates.setShard(minibatch.getShard());
    updates.setAttempt(minibatch.getAttempt());
    updates.setSequence(minibatch.getSequence());
    updates.setSlots(minibatch.getSlots());
    updates.setIds(minibatch.getIds());
    updates.setKind(UpdateKind.td_error);
    updates.setValues(Tensors.of(values));
    return updates;
  }

  /** Of exponential distribution over the items; an item's own, so that it finds its tier. */
  private static double tdError(long id) {
    return -Math.log1p(-new SplittableRandom(id).nextDouble());
  }

  private void send(List<PriorityUpdates> updates) {
    SampleRequest request = new SampleRequest();
    request.setTable(BenchTable.TABLE);
    request.setRequest(requests);
    request.setItems(batch);
    request.setQ(1.0);
    request.setDeadlineMs(System.currentTimeMillis() + DEADLINE_MS);
    Feedback feedback = new Feedback();
    feedback.setSpace(BenchTable.SPACE);
    feedback.setLearner(name);
    feedback.setLearnerStep(requests);
    feedback.setPolicyVersion(requests);
    feedback.setUpdates(updates);
    feedback.setRequests(List.of(request));
    feedback.setSentMs(System.currentTimeMillis());
    sent.put(requests, new Sent(System.nanoTime(), feedback.getSentMs()));
    requests++;
    Clients.send(producer, topics.feedback(), Wire.encode(feedback));
  }

  @Override
  public void close() {
    super.close();
    consumer.close();
    producer.close();
  }
}
