package dev.cairn.jobs.bench;

import dev.cairn.schema.Feedback;
import dev.cairn.schema.PriorityUpdates;
import dev.cairn.schema.Tensors;
import dev.cairn.schema.Topics;
import dev.cairn.schema.Wire;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * A learner that gives new values to items that it drew before, batch by batch, and draws nothing.
 * What is sent and not yet counted by the service is kept to {@link #BACKLOG} values, so that it is
 * saturated and the log does not run away.
 */
final class UpdateLoad extends Load {

  /** Above what comes through between two statistics, which come once a second. */
  private static final long BACKLOG = 8_000_000;

  /** Each answer is larger than the one before by this share of the first, else it is not newer. */
  private static final double GROWTH = 1e-5;

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic = new Topics(BenchTable.SPACE).feedback();
  private final String name = "bench-updates-" + System.nanoTime();
  private final StatsReader stats;
  private List<PriorityUpdates> answers = List.of();
  private long round;
  private int next;
  private volatile long sent;

  UpdateLoad(String servers, StatsReader stats) {
    super("bench-updates");
    this.producer = Clients.producer(servers, 0);
    this.stats = stats;
    active(false);
  }

  /**
   * What it answers from now on. Called at rest.
   *
   * @param updated values that the service has received from all learners so far
   */
  void answers(List<PriorityUpdates> drawn, long updated) {
    if (drawn.isEmpty()) {
      throw new IllegalStateException("mode=update: must follow learn, which draws its items");
    }
    answers = drawn;
    round = 0;
    next = 0;
    sent = updated;
  }

  /** Values that the service has received when all of these have come. */
  long sent() {
    return sent;
  }

  @Override
  void step() {
    if (!active() || sent - stats.updated() >= BACKLOG) {
      LockSupport.parkNanos(500_000);
      return;
    }
    PriorityUpdates answer = answers.get(next);
    float[] values = TdErrors.own(answer.getIds(), 1 + GROWTH * ++round / answers.size());
    answer.setValues(Tensors.of(values));
    next = (next + 1) % answers.size();
    Feedback feedback = new Feedback();
    feedback.setSpace(BenchTable.SPACE);
    feedback.setLearner(name);
    feedback.setLearnerStep(round);
    feedback.setPolicyVersion(round);
    feedback.setUpdates(List.of(answer));
    feedback.setRequests(List.of());
    feedback.setSentMs(System.currentTimeMillis());
    Clients.send(producer, topic, Wire.encode(feedback));
    sent += values.length;
  }

  @Override
  public void close() {
    super.close();
    producer.close();
  }
}
