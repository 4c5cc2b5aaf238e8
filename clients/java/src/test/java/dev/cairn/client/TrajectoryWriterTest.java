package dev.cairn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.schema.Amendment;
import dev.cairn.schema.Column;
import dev.cairn.schema.ColumnOpener;
import dev.cairn.schema.DType;
import dev.cairn.schema.Encoding;
import dev.cairn.schema.Tensors;
import dev.cairn.schema.TrajectoryChunk;
import dev.cairn.schema.Wire;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class TrajectoryWriterTest {

  private final Published published = new Published();
  private final MockProducer<byte[], byte[]> producer = producer(true);
  private final Row row = new Row();
  private float next;

  private static MockProducer<byte[], byte[]> producer(boolean autoComplete) {
    return new MockProducer<>(
        autoComplete,
        new RoundRobinPartitioner(),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private TrajectoryWriter writer(MockProducer<byte[], byte[]> to, int maxSteps, boolean paced) {
    WriterOptions options =
        WriterOptions.of("test", "env-1", "replay").withMaxSteps(maxSteps).withPaced(paced);
    return new TrajectoryWriter(options, to, published.info);
  }

  private void begin(TrajectoryWriter writer) throws InterruptedException {
    writer.begin(row.floats("obs", next, -next));
  }

  private void step(TrajectoryWriter writer, boolean terminated, boolean truncated)
      throws InterruptedException {
    float before = next++;
    Row columns = new Row().scalar("actions", (long) before).scalar("rewards", before / 2);
    writer.append(columns, row.floats("obs", next, -next), terminated, truncated);
  }

  private static List<TrajectoryChunk> chunks(MockProducer<byte[], byte[]> producer) {
    List<TrajectoryChunk> chunks = new ArrayList<>();
    for (ProducerRecord<byte[], byte[]> record : producer.history()) {
      assertThat(record.topic()).isEqualTo("test.transitions");
      assertThat(record.key()).isEqualTo("env-1".getBytes(StandardCharsets.UTF_8));
      chunks.add(Wire.decode(record.value(), TrajectoryChunk.class));
    }
    return chunks;
  }

  private static float[] floats(List<Column> columns, String name) {
    return columns.stream()
        .filter(column -> column.getName().equals(name))
        .map(column -> Tensors.floats(column.getTensor()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void append_compressedColumn_goesInBlocksThatOpenToTheRows() throws Exception {
    WriterOptions options =
        WriterOptions.of("test", "env-1", "replay").withPaced(false).withCompressed("screen");
    try (TrajectoryWriter writer = new TrajectoryWriter(options, producer, published.info);
        ColumnOpener opener = new ColumnOpener()) {
      byte[] screens = new byte[3 * 400];
      for (int step = 0; step < 3; step++) {
        Arrays.fill(screens, step * 400, (step + 1) * 400, (byte) step);
        byte[] screen = Arrays.copyOfRange(screens, step * 400, (step + 1) * 400);
        row.floats("obs", step).bytes("screen", DType.uint8, screen, 20, 20);
        if (step == 0) {
          writer.begin(row);
        } else {
          writer.append(new Row().scalar("rewards", 1f), row, step == 2, false);
        }
      }
      List<Column> sent = chunks(producer).get(0).getObservations();
      assertThat(sent).extracting(Column::getEncoding).containsExactly(Encoding.raw, Encoding.zstd);
      assertThat(sent.get(1).getTensor().getShape()).containsExactly(3, 20, 20);
      assertThat(sent.get(1).getTensor().getData().remaining()).isLessThan(200);
      assertThat(opener.open(sent).get(1))
          .isEqualTo(Tensors.column("screen", Tensors.of(screens, 3, 20, 20)));
    }
  }

  @Test
  void append_moreStepsThanAChunk_sendsEachObservationOnceAChunk() throws Exception {
    TrajectoryWriter writer = writer(producer, 2, false);
    begin(writer);
    step(writer, false, false);
    step(writer, false, false);
    step(writer, true, false);

    List<TrajectoryChunk> chunks = chunks(producer);
    assertThat(chunks).extracting(TrajectoryChunk::getSteps).containsExactly(2, 1);
    assertThat(chunks).extracting(TrajectoryChunk::getChunk).containsExactly(0L, 1L);
    assertThat(chunks).extracting(TrajectoryChunk::getFirstStep).containsExactly(0L, 2L);
    assertThat(chunks).extracting(TrajectoryChunk::getTerminated).containsExactly(false, true);
    assertThat(chunks).extracting(TrajectoryChunk::getTruncated).containsExactly(false, false);
    assertThat(floats(chunks.get(0).getObservations(), "obs"))
        .containsExactly(0, -0f, 1, -1, 2, -2);
    assertThat(floats(chunks.get(1).getObservations(), "obs")).containsExactly(2, -2, 3, -3);
    assertThat(floats(chunks.get(1).getColumns(), "rewards")).containsExactly(1);
    assertThat(writer.stepsSent()).isEqualTo(3);
    assertThat(writer.stepsAcknowledged()).isEqualTo(3);
  }

  @Test
  void begin_episodeStillOpen_sendsItsStepsAsInterrupted() throws Exception {
    TrajectoryWriter writer = writer(producer, 16, false);
    begin(writer);
    step(writer, false, false);
    begin(writer);
    step(writer, false, true);

    List<TrajectoryChunk> chunks = chunks(producer);
    assertThat(chunks).extracting(TrajectoryChunk::getEpisode).containsExactly(0L, 1L);
    assertThat(chunks).extracting(TrajectoryChunk::getFirstStep).containsExactly(0L, 0L);
    assertThat(chunks).extracting(TrajectoryChunk::getTruncated).containsExactly(false, true);
    assertThat(chunks.get(0).getTerminated()).isFalse();
  }

  /** A vector environment's NEXT_STEP autoreset: the step after the end, its action ignored. */
  @Test
  void append_nextStepOfAnAutoreset_isRefused() throws Exception {
    TrajectoryWriter writer = writer(producer, 16, false);
    begin(writer);
    step(writer, true, false);

    assertThatThrownBy(() -> step(writer, false, false))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("begin(observation) must come before append");
    assertThat(chunks(producer)).hasSize(1);
  }

  @Test
  void amend_bufferedStep_goesAfterTheChunkThatHoldsIt() throws Exception {
    TrajectoryWriter writer = writer(producer, 16, false);
    begin(writer);
    step(writer, false, false);
    assertThat(writer.episode()).isZero();
    assertThat(writer.step()).isEqualTo(1);

    writer.amend(0, 0, "rewards", Tensors.scalar(7f), "replay");

    assertThat(producer.history()).hasSize(2);
    TrajectoryChunk chunk = Wire.decode(producer.history().get(0).value(), TrajectoryChunk.class);
    Amendment amendment = Wire.decode(producer.history().get(1).value(), Amendment.class);
    assertThat(producer.history().get(1).key()).isEqualTo(producer.history().get(0).key());
    assertThat(amendment.getStream()).isEqualTo(chunk.getStream());
    assertThat(amendment.getIncarnation()).isEqualTo(chunk.getIncarnation());
    assertThat(amendment.getEpisode()).isEqualTo(chunk.getEpisode());
    assertThat(amendment.getStep()).isZero();
    assertThat(amendment.getColumn()).isEqualTo("rewards");
    assertThat(Tensors.floats(amendment.getValue())).containsExactly(7);
    assertThat(amendment.getTables()).containsExactly("replay");
  }

  @Test
  void amend_stepThatWasNotAppended_isRefused() throws Exception {
    TrajectoryWriter writer = writer(producer, 16, false);
    begin(writer);
    step(writer, false, false);

    assertThatThrownBy(() -> writer.amend(0, 1, "rewards", Tensors.scalar(7f)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("step=1");
    assertThatThrownBy(() -> writer.amend(0, 0, "reward", Tensors.scalar(7f)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("column=reward");
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void policyVersion_changes_cutsTheChunk() throws Exception {
    TrajectoryWriter writer = writer(producer, 16, false);
    writer.policyVersion(3);
    begin(writer);
    step(writer, false, false);
    writer.policyVersion(3);
    step(writer, false, false);
    writer.policyVersion(4);
    step(writer, true, false);

    assertThat(chunks(producer)).extracting(TrajectoryChunk::getSteps).containsExactly(2, 1);
    assertThat(chunks(producer))
        .extracting(TrajectoryChunk::getPolicyVersion)
        .containsExactly(3L, 4L);
  }

  @Test
  void flush_chunkNotFull_sendsIt() throws Exception {
    TrajectoryWriter writer = writer(producer, 16, false);
    begin(writer);
    step(writer, false, false);
    assertThat(producer.history()).isEmpty();
    writer.flush();
    assertThat(chunks(producer)).extracting(TrajectoryChunk::getSteps).containsExactly(1);
  }

  @Test
  void flush_kafkaRefusedAChunk_saysSo() throws Exception {
    MockProducer<byte[], byte[]> failing = producer(false);
    TrajectoryWriter writer = writer(failing, 1, false);
    begin(writer);
    step(writer, false, false);
    failing.errorNext(new IllegalStateException("disk on fire"));
    assertThatThrownBy(writer::flush)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("env-1")
        .hasMessageContaining("disk on fire");
    assertThat(writer.stepsAcknowledged()).isZero();
  }

  @Test
  void append_initialPriority_goesWithItsStep() throws Exception {
    TrajectoryWriter writer = writer(producer, 2, false);
    begin(writer);
    step(writer, false, false);
    Row columns = new Row().scalar("actions", 1L).scalar("rewards", 1f);
    writer.append(columns, row.floats("obs", 9, 9), false, false, 2.5f);
    TrajectoryChunk chunk = chunks(producer).get(0);
    assertThat(Tensors.floats(chunk.getTables().get(0).getPriorities())).containsExactly(0, 2.5f);
  }

  @Test
  void append_beforeBegin_isRefused() {
    TrajectoryWriter writer = writer(producer, 2, false);
    assertThatThrownBy(() -> step(writer, false, false))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("begin");
  }

  // Gymnasium's NEXT_STEP autoreset gives a step after the end, which must not be stored.
  @Test
  void append_autoresetStepAfterTheEnd_isRefusedAndNotSent() throws Exception {
    for (boolean terminated : new boolean[] {true, false}) {
      producer.clear();
      TrajectoryWriter writer = writer(producer, 2, false);
      begin(writer);
      step(writer, terminated, !terminated);
      assertThatThrownBy(() -> step(writer, false, false))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("begin");
      writer.flush();
      assertThat(chunks(producer)).extracting(TrajectoryChunk::getSteps).containsExactly(1);
    }
  }

  @Test
  void append_otherShape_namesTheColumn() throws Exception {
    TrajectoryWriter writer = writer(producer, 8, false);
    begin(writer);
    step(writer, false, false);
    Row columns = new Row().floats("actions", 1, 2).scalar("rewards", 1f);
    assertThatThrownBy(() -> writer.append(columns, row.floats("obs", 1, 1), false, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("column=actions");
  }

  @Test
  void append_noAllowance_waitsUntilSharesAddUpToTheChunk() throws Exception {
    TrajectoryWriter writer = writer(producer, 4, true);
    Thread worker =
        new Thread(
            () -> {
              try {
                begin(writer);
                for (int i = 0; i < 4; i++) {
                  step(writer, false, false);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    worker.start();
    // Two other writers are known, and this one counts itself: one third each.
    published.allow(9, 2, 60_000);
    worker.join(300);
    assertThat(producer.history()).as("3 steps of credit for a chunk of 4").isEmpty();
    published.allow(3, 2, 60_000);
    worker.join(60_000);
    assertThat(chunks(producer)).extracting(TrajectoryChunk::getSteps).containsExactly(4);
  }

  @Test
  void append_allowanceExpired_isNotSpent() throws Exception {
    TrajectoryWriter writer = writer(producer, 1, true);
    published.allow(100, 0, 0);
    Thread worker =
        new Thread(
            () -> {
              try {
                begin(writer);
                step(writer, false, false);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    worker.start();
    worker.join(300);
    assertThat(producer.history()).isEmpty();
    worker.interrupt();
    worker.join(60_000);
    assertThat(worker.isAlive()).isFalse();
  }
}
