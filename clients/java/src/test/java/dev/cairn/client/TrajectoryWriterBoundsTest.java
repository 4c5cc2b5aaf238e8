package dev.cairn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.schema.Tensors;
import dev.cairn.schema.TrajectoryChunk;
import dev.cairn.schema.Wire;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** What a writer cuts by, and what it keeps when a call fails. */
class TrajectoryWriterBoundsTest {

  private static final WriterOptions OPTIONS =
      WriterOptions.of("test", "env-1", "replay").withMaxSteps(4).withPaced(false);

  private final Published published = new Published();
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(
          true, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer());
  private final Row observation = new Row();
  private final Row columns = new Row();

  private TrajectoryWriter writer(WriterOptions options) throws InterruptedException {
    TrajectoryWriter writer = new TrajectoryWriter(options, producer, published.info);
    writer.begin(observation.floats("obs", 0, 0));
    return writer;
  }

  private void step(TrajectoryWriter writer, float at, boolean terminated)
      throws InterruptedException {
    columns.scalar("actions", (long) at).scalar("rewards", at);
    writer.append(columns, observation.floats("obs", at, at), terminated, false);
  }

  private List<TrajectoryChunk> chunks() {
    return producer.history().stream()
        .map(record -> Wire.decode(record.value(), TrajectoryChunk.class))
        .toList();
  }

  private void interrupted(TrajectoryWriter writer, float at, boolean terminated) {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> step(writer, at, terminated)).isInstanceOf(InterruptedException.class);
  }

  @Test
  void append_columnsReachMaxBytes_cutsTheChunk() throws Exception {
    // A step: 8 bytes of actions, 4 of rewards, 8 of observations; and 8 of the first observation.
    TrajectoryWriter writer = writer(OPTIONS.withMaxBytes(48));
    step(writer, 1, false); // 28
    assertThat(chunks()).isEmpty();
    step(writer, 2, false); // 48
    assertThat(chunks()).extracting(TrajectoryChunk::getSteps).containsExactly(2);
  }

  @Test
  void append_firstStepOlderThanMaxDelay_cutsTheChunk() throws Exception {
    TrajectoryWriter writer = writer(OPTIONS.withMaxDelay(Duration.ZERO));
    step(writer, 1, false);
    step(writer, 2, false);
    assertThat(chunks()).extracting(TrajectoryChunk::getSteps).containsExactly(1, 1);
  }

  @Test
  void append_interruptedAtTheEndOfAnEpisode_keepsStepAndEnd() throws Exception {
    TrajectoryWriter writer = writer(OPTIONS.withPaced(true));
    interrupted(writer, 1, true);
    assertThat(chunks()).isEmpty();
    published.allow(100, 0, 60_000);
    writer.begin(observation.floats("obs", 5, 5));
    assertThat(chunks()).hasSize(1);
    assertThat(chunks().get(0).getSteps()).isEqualTo(1);
    assertThat(chunks().get(0).getTerminated()).isTrue();
  }

  @Test
  void append_interruptedWithAFullChunk_sendsItBeforeTheNextStep() throws Exception {
    TrajectoryWriter writer = writer(OPTIONS.withPaced(true).withMaxSteps(1));
    interrupted(writer, 1, false);
    published.allow(100, 0, 60_000);
    step(writer, 2, true);
    assertThat(chunks()).extracting(TrajectoryChunk::getFirstStep).containsExactly(0L, 1L);
    assertThat(Tensors.floats(chunks().get(1).getObservations().get(0).getTensor()))
        .containsExactly(1, 1, 2, 2);
    assertThat(chunks().get(0).getTerminated()).isFalse();
    assertThat(chunks().get(1).getTerminated()).isTrue();
  }

  @Test
  void append_rowThatDoesNotFit_leavesNothingOfItBehind() throws Exception {
    TrajectoryWriter writer = writer(OPTIONS);
    step(writer, 1, false);
    Row fits = new Row().scalar("actions", 9L).scalar("rewards", 9f);
    Row missing = new Row().scalar("rewards", 9f);
    Row unknown = new Row().scalar("actions", 9L).scalar("rewards", 9f).scalar("more", 9f);
    for (Row row : List.of(missing, unknown)) {
      assertThatThrownBy(() -> writer.append(row, observation.floats("obs", 9, 9), false, false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("same columns");
    }
    assertThatThrownBy(() -> writer.append(fits, observation.floats("obs", 9), false, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("column=obs");
    observation.floats("obs", 2, 2);
    step(writer, 2, true);
    TrajectoryChunk chunk = chunks().get(0);
    assertThat(chunk.getSteps()).isEqualTo(2);
    assertThat(Tensors.floats(chunk.getObservations().get(0).getTensor()))
        .containsExactly(0, 0, 1, 1, 2, 2);
    assertThat(Tensors.longs(chunk.getColumns().get(0).getTensor())).containsExactly(1, 2);
    assertThat(Tensors.floats(chunk.getColumns().get(1).getTensor())).containsExactly(1, 2);
  }

  @Test
  void append_infinitePriority_isRefused() throws Exception {
    TrajectoryWriter writer = writer(OPTIONS);
    Row row = new Row().scalar("actions", 1L).scalar("rewards", 1f);
    observation.floats("obs", 1, 1);
    assertThatThrownBy(() -> writer.append(row, observation, false, false, Float.POSITIVE_INFINITY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("priority=Infinity");
    writer.flush();
    assertThat(chunks()).isEmpty();
  }

  @Test
  void append_sendThrows_keepsTheStep() throws Exception {
    TrajectoryWriter writer = writer(OPTIONS.withMaxSteps(1));
    producer.sendException = new IllegalStateException("closed");
    assertThatThrownBy(() -> step(writer, 1, false)).hasMessageContaining("closed");
    producer.sendException = null;
    writer.flush();
    assertThat(chunks()).as("the step was kept").hasSize(1);
  }
}
