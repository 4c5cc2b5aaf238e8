package dev.cairn.client;

import dev.cairn.schema.Amendment;
import dev.cairn.schema.ChunkTable;
import dev.cairn.schema.ColumnCompressor;
import dev.cairn.schema.Tensor;
import dev.cairn.schema.Tensors;
import dev.cairn.schema.Topics;
import dev.cairn.schema.TrajectoryChunk;
import dev.cairn.schema.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes the steps of one stream (one environment) as trajectory chunks.
 *
 * <pre>{@code
 * writer.begin(observation);
 * writer.append(columns, nextObservation, terminated, truncated);   // step by step
 * writer.flush();                                                   // all of it is in Kafka
 * }</pre>
 *
 * <p>Steps gather until the chunk is full, the episode ends or the policy version changes; then the
 * chunk goes, once the published allowance has room for it: {@link #append} blocks meanwhile.
 * Nothing is sent by a clock of its own, so the last steps of a writer that pauses wait for {@link
 * #flush()}. Memory: one chunk, and what the producer buffers ({@code buffer.memory}).
 *
 * <p>One thread at a time; several writers may share a producer and a {@link TableInfo}.
 */
public final class TrajectoryWriter implements AutoCloseable {

  private final WriterOptions options;
  private final Producer<byte[], byte[]> producer;
  private final Pace pace;
  private final String topic;
  private final byte[] key;
  private final long incarnation = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());

  private final ColumnBuffers observations;
  private final ColumnBuffers columns;
  private final ColumnCompressor compressor = new ColumnCompressor();
  private float[] priorities;
  private boolean anyPriority;
  private int steps;
  private boolean terminated;
  private boolean truncated;
  private long openedNanos;
  private boolean inEpisode;
  private long episode = -1;
  private long firstStep;
  private long chunk;
  private long policyVersion = -1;

  private final AtomicLong stepsSent = new AtomicLong();
  private final AtomicLong stepsAcknowledged = new AtomicLong();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  /**
   * @param producer shared or not; not closed by this writer
   * @param info follows the statistics of the tables; not closed by this writer
   */
  public TrajectoryWriter(
      WriterOptions options, Producer<byte[], byte[]> producer, TableInfo info) {
    this.options = options;
    this.producer = producer;
    this.pace = new Pace(info, options.tables(), options.maxSteps());
    this.topic = new Topics(options.space()).transitions();
    this.key = options.stream().getBytes(StandardCharsets.UTF_8);
    this.observations = new ColumnBuffers(options.maxSteps() + 1);
    this.columns = new ColumnBuffers(options.maxSteps() + 1);
    this.priorities = new float[options.maxSteps()];
  }

  /**
   * Begins an episode. One that is open ends as interrupted: what it has is sent first.
   *
   * @param observation the first observation: the columns with one row more than steps
   */
  public void begin(Row observation) throws InterruptedException {
    requireNoFailure();
    observations.check(observation);
    send();
    observations.clear();
    episode++;
    firstStep = 0;
    inEpisode = true;
    observations.add(observation);
  }

  /** {@link #append(Row, Row, boolean, boolean, float)} without a priority of the worker's own. */
  public void append(Row step, Row nextObservation, boolean terminated, boolean truncated)
      throws InterruptedException {
    append(step, nextObservation, terminated, truncated, Float.NaN);
  }

  /**
   * Appends a step. Blocks while the pace holds a full chunk back.
   *
   * @param step columns with one row a step: actions, rewards, ...
   * @param nextObservation the observation after it, also when it ends the episode
   * @param terminated the step ended the episode in a terminal state
   * @param truncated the step ended the episode from outside
   * @param priority initial abs(TD error) or priority, or NaN for none; steps of a chunk that has
   *     some take 0 where none was given
   * @throws InterruptedException while waiting; the step is kept and goes with the next call
   * @throws IllegalArgumentException when a column is missing, unknown, or of another dtype or
   *     shape than in earlier steps; the step is not taken, and the writer stays as it was
   * @throws IllegalStateException when no episode is open, or an earlier chunk could not be sent
   */
  public void append(
      Row step, Row nextObservation, boolean terminated, boolean truncated, float priority)
      throws InterruptedException {
    if (!inEpisode) {
      throw new IllegalStateException(
          "begin(observation) must come before append: stream=" + options.stream());
    }
    if (Float.isInfinite(priority)) {
      throw new IllegalArgumentException(
          "priority must be finite, or NaN for none: priority=" + priority);
    }
    requireNoFailure();
    columns.check(step);
    observations.check(nextObservation);
    if (isDue()) {
      send(); // an interrupt kept it from going when it was cut
    }
    if (steps == 0) {
      openedNanos = System.nanoTime();
    }
    columns.add(step);
    observations.add(nextObservation);
    priorities[steps] = Float.isNaN(priority) ? 0 : priority;
    anyPriority |= !Float.isNaN(priority);
    steps++;
    this.terminated = terminated;
    this.truncated = truncated;
    inEpisode = !terminated && !truncated;
    if (isDue()) {
      send();
    }
  }

  /** Number of the episode that was begun last, from 0; -1 before the first. */
  public long episode() {
    return episode;
  }

  /** Index in its episode of the next step, from 0. */
  public long step() {
    return firstStep + steps;
  }

  /**
   * Changes one value of a step that was appended: a late reward, a label. What is buffered is sent
   * first. It takes effect in tables that still hold the step back; where it has become part of an
   * item already, the service makes a dead letter of it. Not paced; {@link #flush} waits for it.
   *
   * @param episode episode of the step, from {@link #episode}
   * @param step index of the step in it
   * @param column a column with one row a step
   * @param value one row: dtype and shape as in the steps
   * @param tables tables it is for; none means all that hold steps back
   * @throws IllegalArgumentException when the step was not appended, or the column is not one of
   *     the steps'
   */
  public void amend(long episode, long step, String column, Tensor value, String... tables)
      throws InterruptedException {
    requireNoFailure();
    Tensors.check(value);
    if (episode < 0 || step < 0 || episode > this.episode || !wasAppended(episode, step)) {
      throw new IllegalArgumentException(
          "a step must have been appended before it is amended: episode="
              + episode
              + " step="
              + step
              + " open_episode="
              + this.episode
              + " next_step="
              + step());
    }
    if (!columns.names().contains(column)) {
      throw new IllegalArgumentException(
          "column must be one of the steps': allowed=" + columns.names() + " column=" + column);
    }
    send();
    byte[] record =
        Wire.encode(
            Amendment.newBuilder()
                .setSpace(options.space())
                .setStream(options.stream())
                .setIncarnation(incarnation)
                .setEpisode(episode)
                .setStep(step)
                .setColumn(column)
                .setValue(value)
                .setTables(List.of(tables))
                .setSentMs(System.currentTimeMillis())
                .build());
    var unused =
        producer.send(
            new ProducerRecord<>(topic, key, record),
            (metadata, error) -> {
              if (error != null) {
                failure.compareAndSet(null, error);
              }
            });
  }

  private boolean wasAppended(long episode, long step) {
    return episode < this.episode || step < step();
  }

  /**
   * Says with which parameters the next steps are acted; cuts the chunk when the version changes.
   *
   * @param version learner step published with them, or -1
   */
  public void policyVersion(long version) throws InterruptedException {
    if (version != policyVersion) {
      send();
      policyVersion = version;
    }
  }

  /**
   * Sends what there is and returns when Kafka has acknowledged every chunk. Waits for the pace, as
   * {@link #append} does.
   *
   * @throws InterruptedException while waiting; nothing is lost
   * @throws IllegalStateException when one could not be sent
   */
  public void flush() throws InterruptedException {
    send();
    producer.flush();
    requireNoFailure();
  }

  /** Steps handed to Kafka; may be asked from any thread, as the other counter may. */
  public long stepsSent() {
    return stepsSent.get();
  }

  /** Steps that Kafka has acknowledged. */
  public long stepsAcknowledged() {
    return stepsAcknowledged.get();
  }

  /** Sends nothing more; steps that were not flushed are lost. */
  @Override
  public void close() {
    pace.close();
    compressor.close();
  }

  private boolean isDue() {
    if (steps == 0) {
      return false;
    }
    return terminated || truncated || steps >= options.maxSteps() || isFull();
  }

  private boolean isFull() {
    return observations.bytes() + columns.bytes() >= options.maxBytes()
        || System.nanoTime() - openedNanos >= options.maxDelay().toNanos();
  }

  private void send() throws InterruptedException {
    if (steps == 0) {
      return;
    }
    if (options.paced()) {
      pace.spend(steps);
    }
    int sent = steps;
    byte[] value = Wire.encode(record());
    var unused =
        producer.send(
            new ProducerRecord<>(topic, key, value),
            (metadata, error) -> {
              if (error == null) {
                stepsAcknowledged.addAndGet(sent);
              } else {
                failure.compareAndSet(null, error);
              }
            });
    stepsSent.addAndGet(sent);
    chunk++;
    firstStep += sent;
    steps = 0;
    terminated = false;
    truncated = false;
    anyPriority = false;
    columns.clear();
    observations.keepLast();
  }

  private TrajectoryChunk record() {
    List<ChunkTable> tables = new ArrayList<>();
    for (String name : options.tables()) {
      ChunkTable table = ChunkTable.newBuilder().setTable(name).build();
      if (anyPriority) {
        table.setPriorities(Tensors.of(Arrays.copyOf(priorities, steps), steps));
      }
      tables.add(table);
    }
    return TrajectoryChunk.newBuilder()
        .setSpace(options.space())
        .setStream(options.stream())
        .setIncarnation(incarnation)
        .setChunk(chunk)
        .setEpisode(episode)
        .setFirstStep(firstStep)
        .setSteps(steps)
        .setObservations(observations.columns(options.compressed(), compressor))
        .setColumns(columns.columns(options.compressed(), compressor))
        .setTerminated(terminated)
        .setTruncated(truncated)
        .setPolicy(options.policy())
        .setPolicyVersion(policyVersion)
        .setTables(tables)
        .setSentMs(System.currentTimeMillis())
        .build();
  }

  private void requireNoFailure() {
    Exception error = failure.get();
    if (error != null) {
      throw new IllegalStateException(
          "a chunk could not be sent: stream=" + options.stream() + " cause=" + error, error);
    }
  }
}
