package dev.cairn.jobs.bench;

import dev.cairn.schema.ColumnOpener;
import dev.cairn.schema.Feedback;
import dev.cairn.schema.Minibatch;
import dev.cairn.schema.PriorityUpdates;
import dev.cairn.schema.SampleRequest;
import dev.cairn.schema.Topics;
import dev.cairn.schema.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * A learner that does not learn. Closed: for each batch it sends new values for all its items and
 * the next request, in one record. Paced: requests go out at fixed times, whether or not the
 * answers before have come, with the values of the batches that came meanwhile; latencies count
 * from the time at which a request was due, and one that is not answered counts as its deadline.
 */
final class LearnerLoad extends Load {

  /** Longer than any latency of interest: what it cuts off would flatter the service. */
  private static final long DEADLINE_MS = 10_000;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Topics topics = new Topics(BenchTable.SPACE);
  private final BenchTable table;
  private final Demand demand;
  private final String name = "bench-" + System.nanoTime();
  private final TdErrors errors;
  private final ColumnOpener opener = new ColumnOpener();
  private final Map<Long, Sent> sent = new ConcurrentHashMap<>();
  private final BlockingQueue<PriorityUpdates> waiting = new LinkedBlockingQueue<>();
  private final DrawnItems drawn;
  private final Quantiles roundTrips = new Quantiles();
  private final Quantiles effects = new Quantiles();
  private final AtomicLong received = new AtomicLong();
  private final AtomicLong receivedBytes = new AtomicLong();
  private final AtomicLong requests = new AtomicLong();
  private final Load clock;
  private volatile boolean paced;

  private record Sent(long ns, long ms) {}

  LearnerLoad(String servers, BenchTable table, Demand demand) {
    super("bench-learner");
    this.consumer = Clients.consumer(servers, topics.minibatches(BenchTable.TABLE));
    this.producer = Clients.producer(servers, 0);
    this.table = table;
    this.demand = demand;
    this.drawn = new DrawnItems(table);
    this.errors = new TdErrors(demand.lognormal());
    this.clock = new Clock(new Pace(demand.requests()));
  }

  @Override
  void start() {
    super.start();
    clock.start();
  }

  /** Whether requests go out at their fixed times, or as the answers come. */
  void paced(boolean now) {
    paced = now;
  }

  /** Time from request to answer, ms; since the last call. */
  Quantiles.Summary roundTrips() {
    return roundTrips.take();
  }

  /** Time from feedback sent to the first draw after it was applied, ms; since the last call. */
  Quantiles.Summary effects() {
    return effects.take();
  }

  /** Whether nothing that it asked for is still to come. */
  boolean idle() {
    return sent.isEmpty();
  }

  /** What it drew last. */
  DrawnItems drawn() {
    return drawn;
  }

  /** Items of the batches that arrived so far. */
  long received() {
    return received.get();
  }

  /** Bytes of one item in the batches that arrived, framing included. */
  double bytesPerItem() {
    return (double) receivedBytes.get() / received.get();
  }

  @Override
  void step() {
    expire();
    while (active() && !paced && sent.size() < demand.inFlight()) {
      send(System.nanoTime(), List.of());
    }
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
      answer(Wire.decode(record.value(), Minibatch.class), record.value().length);
    }
  }

  private void expire() {
    long deadline = System.nanoTime() - DEADLINE_MS * 1_000_000;
    sent.forEach(
        (number, request) -> {
          if (request.ns < deadline && sent.remove(number, request)) {
            roundTrips.add(DEADLINE_MS);
            effects.add(DEADLINE_MS);
          }
        });
  }

  private void answer(Minibatch minibatch, int bytes) {
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
    // What is compressed is opened as a reader opens it, before the batch counts.
    opener.open(minibatch.getColumns());
    received.addAndGet(minibatch.getItems());
    receivedBytes.addAndGet(bytes);
    drawn.add(minibatch);
    if (!active()) {
      return;
    }
    List<PriorityUpdates> updates =
        demand.updates() ? List.of(errors.updates(minibatch)) : List.of();
    if (paced) {
      waiting.addAll(updates);
    } else {
      send(System.nanoTime(), updates);
    }
  }

  private void send(long dueNs, List<PriorityUpdates> updates) {
    long number = requests.getAndIncrement();
    long nowMs = System.currentTimeMillis();
    long dueMs = nowMs - (System.nanoTime() - dueNs) / 1_000_000;
    SampleRequest request = new SampleRequest();
    request.setTable(BenchTable.TABLE);
    request.setRequest(number);
    request.setShard((int) (number % table.shards()));
    request.setItems(table.batch());
    request.setQ(1.0 / table.shards());
    request.setDeadlineMs(nowMs + DEADLINE_MS);
    Feedback feedback = new Feedback();
    feedback.setSpace(BenchTable.SPACE);
    feedback.setLearner(name);
    feedback.setLearnerStep(number);
    feedback.setPolicyVersion(number);
    feedback.setUpdates(updates);
    feedback.setRequests(List.of(request));
    feedback.setSentMs(nowMs);
    sent.put(number, new Sent(dueNs, dueMs));
    Clients.send(producer, topics.feedback(), Wire.encode(feedback));
  }

  @Override
  public void close() {
    clock.close();
    super.close();
    opener.close();
    consumer.close();
    producer.close();
  }

  /** Sends the requests of a paced learner when they are due. */
  private final class Clock extends Load {

    private final Pace pace;
    private boolean paused = true;

    Clock(Pace pace) {
      super("bench-clock");
      this.pace = pace;
    }

    @Override
    void step() {
      if (!LearnerLoad.this.active() || !paced) {
        paused = true;
        LockSupport.parkNanos(1_000_000);
        return;
      }
      long now = System.nanoTime();
      if (paused) {
        paused = false;
        waiting.clear();
        pace.start(now);
      }
      long due = pace.dueNs();
      if (due > now) {
        LockSupport.parkNanos(Math.min(due - now, 1_000_000));
        return;
      }
      List<PriorityUpdates> updates = new ArrayList<>();
      waiting.drainTo(updates);
      send(due, updates);
      pace.done(1);
    }
  }
}
