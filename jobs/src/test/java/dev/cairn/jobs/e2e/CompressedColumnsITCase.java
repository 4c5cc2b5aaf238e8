package dev.cairn.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.client.Beta;
import dev.cairn.client.KafkaClients;
import dev.cairn.client.MinibatchReader;
import dev.cairn.client.ReaderOptions;
import dev.cairn.client.Row;
import dev.cairn.client.SampledBatch;
import dev.cairn.client.TableInfo;
import dev.cairn.client.TrajectoryWriter;
import dev.cairn.client.WriterOptions;
import dev.cairn.jobs.demo.Drain;
import dev.cairn.schema.ChunkTable;
import dev.cairn.schema.Column;
import dev.cairn.schema.ColumnCompressor;
import dev.cairn.schema.DType;
import dev.cairn.schema.DeadLetter;
import dev.cairn.schema.Tensor;
import dev.cairn.schema.Tensors;
import dev.cairn.schema.TrajectoryChunk;
import dev.cairn.schema.Wire;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.JobStatus;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pictures that are sent once, compressed, and drawn as stacks, through the whole service; a
 * TaskManager is killed in between, and a block is corrupt. Every picture that a learner sees is
 * the one that its stream, episode and step say.
 */
class CompressedColumnsITCase {

  private static final int SIDE = 30;
  private static final int STACK = 4;
  private static final int EPISODES = 30;
  private static final int LENGTH = 25;
  private static final String COLUMNS =
      """
          capacity: {items: 2000, bytes: 32 MiB}
          columns:
            obs: {dtype: uint8, shape: [30, 30], observation: true, stack: 4, encoding: zstd}
            rewards: {dtype: float32}
          max_batch: 32
          max_chunk_steps: 16
      """;
  private static final String YAML =
      "space: frames\ntables:\n"
          + "  one:\n"
          + COLUMNS
          + "  three:\n"
          + COLUMNS
          + "    storage: {unit: timesteps, n_steps: 3, gamma: 0.9}\n"
          + "  parts:\n"
          + COLUMNS
          + "    storage: {unit: fragments}\n"
          + "  rows:\n"
          + COLUMNS
          + "    storage: {unit: sequences, length: 8, period: 4}\n";
  private static final List<String> TABLES = List.of("one", "three", "parts", "rows");

  @TempDir private Path directory;

  @Test
  @Timeout(300)
  void frames_compressed_areDrawnAsTheyWereSent() throws Exception {
    try (Stack stack = Stack.start(directory, YAML);
        TableInfo info = TableInfo.open("frames", stack.config().kafka());
        Producer<byte[], byte[]> producer = KafkaClients.producer(stack.config().kafka());
        TopicReader<DeadLetter> letters =
            new TopicReader<>(stack.servers(), "frames.dead-letters", DeadLetter.class)) {
      assertThat(info.awaitTable("rows", Duration.ofSeconds(60))).isTrue();
      write(producer, info, 0, EPISODES / 2);
      sendCorruptChunk(producer);
      stack.flink().killTaskManager();
      write(producer, info, 1, EPISODES / 2);

      // Of the corrupt chunk there is one letter a table.
      List<DeadLetter> found = letters.until("4 dead letters", l -> l.size() >= TABLES.size());
      assertThat(found).extracting(DeadLetter::getReason).containsOnly("undecodable");
      assertThat(found.get(0).getDetail())
          .contains(
              "a block must be a zstd frame of its rows and nothing else: column=obs block=0");
      long steps = (long) EPISODES * LENGTH;
      for (String table : TABLES) {
        assertThat(
                Drain.await(info, table, () -> steps + 2, Duration.ofSeconds(60))
                    .steps()
                    .rejected())
            .as(table)
            .isEqualTo(2);
        sample(stack, producer, info, table);
      }
      assertThat(stack.status()).isEqualTo(JobStatus.RUNNING);
    }
  }

  private static void write(
      Producer<byte[], byte[]> producer, TableInfo info, int stream, int episodes)
      throws Exception {
    Row observation = new Row();
    Row step = new Row();
    WriterOptions options =
        WriterOptions.of("frames", "stream-" + stream, "one")
            .withTables(TABLES)
            .withMaxSteps(7 + stream)
            .withCompressed("obs");
    try (TrajectoryWriter out = new TrajectoryWriter(options, producer, info)) {
      for (int episode = 0; episode < episodes; episode++) {
        out.begin(observation.bytes("obs", DType.uint8, picture(stream, episode, 0), SIDE, SIDE));
        for (int t = 0; t < LENGTH; t++) {
          // Says which stream it is.
          step.scalar("rewards", (float) stream);
          byte[] next = picture(stream, episode, t + 1);
          observation.bytes("obs", DType.uint8, next, SIDE, SIDE);
          out.append(step, observation, t == LENGTH - 1, false);
        }
      }
      out.flush();
    }
  }

  private static byte[] picture(long stream, long episode, long t) {
    byte[] picture = new byte[SIDE * SIDE];
    for (int i = 0; i < picture.length; i++) {
      picture[i] = (byte) (i / SIDE == t ? 255 : (stream + 1) * 100 + episode + i % 3);
    }
    return picture;
  }

  private static void sendCorruptChunk(Producer<byte[], byte[]> producer) throws Exception {
    Column column;
    try (ColumnCompressor compressor = new ColumnCompressor()) {
      column = compressor.compress("obs", Tensors.of(new byte[3 * SIDE * SIDE], 3, SIDE, SIDE));
    }
    ByteBuffer data = column.getTensor().getData();
    data.put(data.limit() - 1, (byte) (data.get(data.limit() - 1) ^ 1));
    TrajectoryChunk chunk =
        TrajectoryChunk.newBuilder()
            .setSpace("frames")
            .setStream("by-hand")
            .setIncarnation(1)
            .setChunk(0)
            .setEpisode(0)
            .setFirstStep(0)
            .setSteps(2)
            .setObservations(List.of(column))
            .setColumns(List.of(Tensors.column("rewards", Tensors.of(new float[2]))))
            .setTerminated(false)
            .setTruncated(false)
            .setPolicy("default")
            .setPolicyVersion(-1)
            .setTables(
                TABLES.stream()
                    .map(table -> ChunkTable.newBuilder().setTable(table).build())
                    .toList())
            .setSentMs(1)
            .build();
    byte[] key = "by-hand".getBytes(StandardCharsets.UTF_8);
    producer.send(new ProducerRecord<>("frames.transitions", key, Wire.encode(chunk))).get();
  }

  private static void sample(
      Stack stack, Producer<byte[], byte[]> producer, TableInfo info, String table)
      throws Exception {
    try (MinibatchReader reader =
        new MinibatchReader(
            ReaderOptions.of("frames", table, "learner-" + table, new Beta(0.4, 1_000))
                .withBatchSize(16),
            producer,
            KafkaClients.consumer(stack.config().kafka()),
            info)) {
      for (int batches = 0; batches < 30; batches++) {
        SampledBatch batch = reader.next(Duration.ofSeconds(90));
        if (table.equals("rows")) {
          checkSequences(batch);
        } else {
          checkSteps(batch);
        }
        reader.updatePriorities(batch, new float[batch.size()]);
      }
    }
  }

  private static void checkSteps(SampledBatch batch) {
    long[] steps = batch.longs("t");
    int[] lengths = batch.columns().contains("n_steps") ? batch.ints("n_steps") : null;
    for (int i = 0; i < steps.length; i++) {
      int n = lengths == null ? 1 : lengths[i];
      checkStack(batch, "obs", i, i, steps[i]);
      checkStack(batch, "new_obs", i, i, steps[i] + n);
    }
  }

  private static void checkSequences(SampledBatch batch) {
    long[] steps = batch.longs("t");
    int[] lengths = batch.ints("seq_lens");
    for (int i = 0; i < steps.length; i++) {
      for (int k = 0; k <= lengths[i]; k++) {
        checkStack(batch, "obs", i * 9 + k, i, steps[i] + k);
      }
      for (int k = lengths[i] + 1; k < 9; k++) {
        assertThat(frame(batch.column("obs"), (i * 9 + k) * STACK))
            .isEqualTo(new byte[SIDE * SIDE]);
      }
    }
  }

  /** The stack in that row of the column is the one of the item's episode that ends with a step. */
  private static void checkStack(SampledBatch batch, String column, int row, int item, long step) {
    int perItem = batch.column("rewards").getShape().size() > 1 ? 8 : 1;
    boolean summed = batch.columns().contains("n_steps");
    float reward = batch.floats("rewards")[item * perItem];
    int stream = summed ? (reward > 0 ? 1 : 0) : (int) reward;
    long episode = batch.longs("eps_id")[item];
    for (int frame = 0; frame < STACK; frame++) {
      long shown = Math.max(0, step - STACK + 1 + frame);
      assertThat(frame(batch.column(column), row * STACK + frame))
          .as("%s row=%d frame=%d step=%d", column, row, frame, step)
          .isEqualTo(picture(stream, episode, shown));
    }
  }

  private static byte[] frame(Tensor tensor, int number) {
    byte[] frame = new byte[SIDE * SIDE];
    tensor.getData().get(tensor.getData().position() + number * frame.length, frame);
    return frame;
  }
}
