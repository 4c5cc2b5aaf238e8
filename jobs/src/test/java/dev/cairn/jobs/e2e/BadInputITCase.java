package dev.cairn.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.schema.ChunkTable;
import dev.cairn.schema.DeadLetter;
import dev.cairn.schema.Stats;
import dev.cairn.schema.Tensor;
import dev.cairn.schema.Tensors;
import dev.cairn.schema.TrajectoryChunk;
import dev.cairn.schema.Wire;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobStatus;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a console producer can do to the job: every bad record becomes a dead letter. */
class BadInputITCase {

  private static final int STEPS = 3;
  private static final byte[] GARBAGE = "no record at all".getBytes(StandardCharsets.UTF_8);
  private static final String YAML =
      """
      space: bad
      tables:
        t:
          capacity: {items: 1000, bytes: 1 MiB}
          columns:
            obs: {dtype: float32, shape: [2], observation: true}
            rewards: {dtype: float32}
      """;

  @TempDir private Path directory;

  @Test
  void job_badRecords_becomeDeadLettersAndItRunsOn() throws Exception {
    try (Stack stack = Stack.start(directory, YAML);
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.servers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        TopicReader<DeadLetter> letters =
            new TopicReader<>(stack.servers(), "bad.dead-letters", DeadLetter.class);
        TopicReader<Stats> stats = new TopicReader<>(stack.servers(), "bad.stats", Stats.class)) {
      Sender sender = new Sender(producer);
      sender.transitions(Wire.encode(chunk(0)));

      sender.transitions(GARBAGE);
      sender.transitions(null);
      byte[] whole = Wire.encode(chunk(1));
      sender.transitions(Arrays.copyOf(whole, whole.length - 5));
      byte[] stranger = whole.clone();
      stranger[2] ^= 1;
      sender.transitions(stranger);
      TrajectoryChunk unknown = chunk(1);
      unknown.setTables(List.of(ChunkTable.newBuilder().setTable("elsewhere").build()));
      sender.transitions(Wire.encode(unknown));
      sender.transitions(Wire.encode(with(chunk(1), Tensors.of(new float[2 * STEPS], STEPS, 2))));
      TrajectoryChunk poisoned = chunk(2);
      poisoned.setColumns(
          List.of(Tensors.column("rewards", Tensors.of(new float[] {1, Float.NaN, 1}))));
      sender.transitions(Wire.encode(poisoned));
      TrajectoryChunk foreign = chunk(3);
      foreign.setSpace("other");
      sender.transitions(Wire.encode(foreign));
      sender.feedback(GARBAGE);

      sender.transitions(Wire.encode(chunk(3)));

      List<DeadLetter> found = letters.until("9 dead letters", l -> l.size() >= 9);
      assertThat(found)
          .extracting(l -> l.getTopic() + " " + l.getReason())
          .containsExactlyInAnyOrder(
              "bad.transitions undecodable",
              "bad.transitions undecodable",
              "bad.transitions undecodable",
              "bad.transitions unknown_fingerprint",
              "bad.transitions unknown_table",
              "bad.transitions wrong_shape",
              "bad.transitions not_finite",
              "bad.transitions wrong_space",
              "bad.feedback undecodable");
      assertThat(found).allSatisfy(l -> assertThat(l.getDetail()).isNotEmpty());
      assertThat(found)
          .filteredOn(l -> l.getTopic().equals("bad.transitions"))
          .extracting(DeadLetter::getOffset)
          .containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);

      Stats last =
          stats
              .until(
                  "both good chunks", l -> !l.isEmpty() && newest(l).getItems().getCreated() == 6)
              .get(0);
      assertThat(last.getTable()).isEqualTo("t");
      List<Stats> all =
          stats.until("12 steps", l -> newest(l).getSteps().getReceived() == 4 * STEPS);
      assertThat(newest(all).getSteps().getAssembled()).isEqualTo(2 * STEPS);
      assertThat(newest(all).getSteps().getRejected()).isEqualTo(2 * STEPS);
      assertThat(stack.status()).isEqualTo(JobStatus.RUNNING);
    }
  }

  private static Stats newest(List<Stats> all) {
    return all.get(all.size() - 1);
  }

  /** A chunk of 3 steps of one endless episode. */
  private static TrajectoryChunk chunk(long number) {
    return TrajectoryChunk.newBuilder()
        .setSpace("bad")
        .setStream("by-hand")
        .setIncarnation(1)
        .setChunk(number)
        .setEpisode(0)
        .setFirstStep(STEPS * number)
        .setSteps(STEPS)
        .setObservations(
            List.of(Tensors.column("obs", Tensors.of(new float[2 * STEPS + 2], STEPS + 1, 2))))
        .setColumns(List.of(Tensors.column("rewards", Tensors.of(new float[] {1, 2, 3}))))
        .setTerminated(false)
        .setTruncated(false)
        .setTables(List.of(ChunkTable.newBuilder().setTable("t").build()))
        .setSentMs(0)
        .build();
  }

  private static TrajectoryChunk with(TrajectoryChunk chunk, Tensor observations) {
    chunk.setObservations(List.of(Tensors.column("obs", observations)));
    return chunk;
  }

  /** Sends to one partition, so that offsets are known. */
  private record Sender(KafkaProducer<byte[], byte[]> producer) {

    @SuppressWarnings("NullAway") // a tombstone has no value
    void transitions(byte @Nullable [] value) throws Exception {
      producer.send(new ProducerRecord<>("bad.transitions", 0, new byte[] {1}, value)).get();
    }

    void feedback(byte[] value) throws Exception {
      producer.send(new ProducerRecord<>("bad.feedback", 0, new byte[] {1}, value)).get();
    }
  }
}
