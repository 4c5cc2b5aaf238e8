package dev.cairn.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.client.Beta;
import dev.cairn.client.KafkaClients;
import dev.cairn.client.MinibatchReader;
import dev.cairn.client.ReaderOptions;
import dev.cairn.client.SampledBatch;
import dev.cairn.client.TableInfo;
import dev.cairn.schema.ChunkTable;
import dev.cairn.schema.Tensors;
import dev.cairn.schema.Topics;
import dev.cairn.schema.TrajectoryChunk;
import dev.cairn.schema.Wire;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One chunk into two tables with priorities of their own, and a table that is flooded. */
class SeveralTablesITCase {

  private static final Duration WAIT = Duration.ofSeconds(90);
  private static final int STEPS = 8;
  private static final String YAML =
      """
      space: two
      tables:
        low:
          capacity: {items: 100000, bytes: 16 MiB}
          columns: {rewards: {dtype: float32}}
          max_batch: 32
          max_chunk_steps: 16
        high:
          capacity: {items: 1000, bytes: 1 MiB}
          columns: {rewards: {dtype: float32}}
          max_batch: 32
          max_chunk_steps: 16
      """;

  @TempDir private Path directory;

  @Test
  @Timeout(300)
  void chunk_intoTwoTables_eachHasItsPriorities_andAFloodOfOneLeavesTheOtherServed()
      throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    AtomicBoolean stopped = new AtomicBoolean();
    try (Stack stack = Stack.start(directory, YAML);
        TableInfo info = TableInfo.open("two", stack.config().kafka());
        Producer<byte[], byte[]> producer = KafkaClients.producer(stack.config().kafka())) {
      assertThat(info.awaitTable("high", WAIT)).isTrue();
      send(producer, chunk("both", 0, target("low", 1), target("high", 100)));
      try (MinibatchReader low = reader(stack, producer, info, "low");
          MinibatchReader high = reader(stack, producer, info, "high")) {
        assertPriorities(low.next(WAIT), 1);
        assertPriorities(high.next(WAIT), 100);

        // Nothing paces this writer: it fills the one table as fast as the broker takes it.
        thread.submit(
            () -> {
              for (long n = 0; !stopped.get(); n++) {
                send(producer, chunk("flood", n, target("low", 1)));
              }
              return null;
            });
        for (int i = 0; i < 200; i++) {
          assertPriorities(high.next(WAIT), 100);
        }
        Published.await(info, "high", stats -> stats.getItems().getLive() == STEPS);
        Published.await(info, "low", stats -> stats.getItems().getCreated() > STEPS);
      }
    } finally {
      stopped.set(true);
      thread.shutdownNow();
    }
  }

  private static MinibatchReader reader(
      Stack stack, Producer<byte[], byte[]> producer, TableInfo info, String table) {
    return new MinibatchReader(
        ReaderOptions.of("two", table, "learner-" + table, new Beta(0.4, 1_000)).withBatchSize(16),
        producer,
        KafkaClients.consumer(stack.config().kafka()),
        info);
  }

  private static void assertPriorities(SampledBatch batch, float first) {
    float[] rewards = batch.floats("rewards");
    float[] priorities = new float[batch.size()];
    batch
        .record()
        .getPriorities()
        .duplicate()
        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(priorities);
    for (int i = 0; i < priorities.length; i++) {
      assertThat(priorities[i]).isEqualTo(first + rewards[i]);
    }
  }

  private static ChunkTable target(String table, float first) {
    float[] priorities = new float[STEPS];
    for (int i = 0; i < STEPS; i++) {
      priorities[i] = first + i;
    }
    return ChunkTable.newBuilder().setTable(table).setPriorities(Tensors.of(priorities)).build();
  }

  private static TrajectoryChunk chunk(String stream, long number, ChunkTable... tables) {
    float[] rewards = new float[STEPS];
    for (int i = 0; i < STEPS; i++) {
      rewards[i] = i;
    }
    return TrajectoryChunk.newBuilder()
        .setSpace("two")
        .setStream(stream)
        .setIncarnation(1)
        .setChunk(number)
        .setEpisode(0)
        .setFirstStep(STEPS * number)
        .setSteps(STEPS)
        .setObservations(List.of())
        .setColumns(List.of(Tensors.column("rewards", Tensors.of(rewards))))
        .setTerminated(false)
        .setTruncated(false)
        .setTables(List.of(tables))
        .setSentMs(0)
        .build();
  }

  private static void send(Producer<byte[], byte[]> producer, TrajectoryChunk chunk)
      throws Exception {
    byte[] key = chunk.getStream().getBytes(StandardCharsets.UTF_8);
    producer
        .send(new ProducerRecord<>(new Topics("two").transitions(), key, Wire.encode(chunk)))
        .get();
  }
}
