package dev.cairn.flink;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.replay.ColumnSpec;
import dev.cairn.replay.DType;
import dev.cairn.replay.Encoding;
import dev.cairn.replay.Run;
import dev.cairn.replay.Signature;
import dev.cairn.replay.StorageUnit;
import dev.cairn.replay.TableSpec;
import dev.cairn.schema.Column;
import dev.cairn.schema.ColumnCompressor;
import dev.cairn.schema.ColumnOpener;
import dev.cairn.schema.DeadLetter;
import dev.cairn.schema.Minibatch;
import dev.cairn.schema.Tensor;
import dev.cairn.schema.Tensors;
import dev.cairn.schema.TrajectoryChunk;
import dev.cairn.schema.Wire;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Chunks with a compressed column of pictures: decoded, kept in RocksDB, restored, drawn. */
class CompressedColumnsTest {

  private static final int SIDE = 48;
  private static final int STEPS = 16;

  private final ColumnCompressor compressor = new ColumnCompressor();
  private final ColumnOpener opener = new ColumnOpener();
  private final TableSpec table = table();
  private Decoding<StreamInput> decoding;

  private static TableSpec table() {
    TableSpec base = TestTables.table("a", 1, new StorageUnit.Fragments());
    return new TableSpec(
        base.name(),
        base.shards(),
        base.capacityItems(),
        base.capacityBytes(),
        new Signature(
            List.of(
                new ColumnSpec(
                    "pictures", DType.UINT8, List.of(SIDE, SIDE), true, 1, Encoding.ZSTD),
                new ColumnSpec("actions", DType.INT64, List.of(), false),
                new ColumnSpec("rewards", DType.FLOAT32, List.of(), false))),
        base.storage(),
        base.assembly(),
        base.tiers(),
        base.importance(),
        base.sampler(),
        base.overflow(),
        base.remover(),
        base.limiter(),
        base.maxBatch(),
        base.maxChunkSteps(),
        base.segmentBytes(),
        base.cleanBelow(),
        0);
  }

  @BeforeEach
  void open() throws Exception {
    decoding =
        new Decoding<>(new DecodeTransitions(TestTables.pipeline(table)), Types.STREAM_INPUT);
  }

  @AfterEach
  void close() throws Exception {
    decoding.close();
    compressor.close();
    opener.close();
  }

  private TrajectoryChunk chunk(long number) {
    return with(number, compressor.compress("pictures", pictures(number)));
  }

  private static TrajectoryChunk with(long number, Column pictures) {
    TrajectoryChunk chunk = TestChunks.chunk("s", number, STEPS, "a");
    chunk.setObservations(new ArrayList<>(List.of(pictures)));
    return chunk;
  }

  /** A square that moves with the step, on a ground that is the chunk's. */
  private static Tensor pictures(long number) {
    byte[] data = new byte[(STEPS + 1) * SIDE * SIDE];
    for (int i = 0; i < data.length; i++) {
      int row = i / (SIDE * SIDE);
      boolean square = Math.abs(i % SIDE - row) < 3 && Math.abs(i / SIDE % SIDE - row) < 3;
      data[i] = (byte) (square ? 255 : number * 16 + i / SIDE % 7);
    }
    return Tensors.of(data, STEPS + 1, SIDE, SIDE);
  }

  private TableChunk.Content content(TrajectoryChunk chunk) throws Exception {
    TableChunk decoded = (TableChunk) decoding.decode(TestChunks.raw(chunk, 40)).get(0);
    return requireNonNull(decoded.content());
  }

  private void assertRejected(String reason, String detail, TrajectoryChunk chunk)
      throws Exception {
    TableChunk decoded = (TableChunk) decoding.decode(TestChunks.raw(chunk, 40)).get(0);
    assertThat(decoded.content()).isNull();
    List<DeadLetter> letters = decoding.deadLetters();
    assertThat(letters).extracting(DeadLetter::getReason).containsExactly(reason);
    assertThat(letters.get(0).getDetail()).contains(detail).doesNotContain("\n");
  }

  @Test
  void decode_compressedColumn_isKeptAsItCame() throws Exception {
    TrajectoryChunk chunk = chunk(3);
    int size = chunk.getObservations().get(0).getTensor().getData().remaining();

    byte[] payload = content(chunk).payload();

    int raw = table.signature().payloadBytes(STEPS);
    assertThat(raw).isEqualTo(STEPS * 12);
    assertThat(payload.length - raw).isLessThan(size + 100).isLessThan(STEPS * SIDE * SIDE / 4);
  }

  @Test
  void decode_columnThatIsNotCompressed_isUnsupported() throws Exception {
    assertRejected(
        "unsupported",
        "column=pictures allowed=zstd encoding=raw",
        with(0, Tensors.column("pictures", pictures(0))));
  }

  @Test
  void decode_tooFewRows_isWrongShape() throws Exception {
    Column right = compressor.compress("pictures", pictures(0));
    byte[] rows = new byte[STEPS * SIDE * SIDE];
    Column fewerRows = compressor.compress("pictures", Tensors.of(rows, STEPS, SIDE, SIDE));
    fewerRows.getTensor().setShape(right.getTensor().getShape());
    assertRejected("wrong_shape", "column=pictures allowed=17 rows=16", with(0, fewerRows));
  }

  @Test
  void decode_corruptBlock_isUndecodable() throws Exception {
    Column column = compressor.compress("pictures", pictures(0));
    ByteBuffer data = column.getTensor().getData();
    int middle = data.position() + data.remaining() / 2;
    data.put(middle, (byte) (data.get(middle) ^ 4));
    assertRejected(
        "undecodable",
        "a block must be a zstd frame of its rows and nothing else: column=pictures",
        with(0, column));
  }

  @Test
  void decode_blockOfTooManyRows_isTooLarge() throws Exception {
    ByteBuffer data = Tensors.littleEndian(ByteBuffer.allocate(16 + 100));
    data.putInt(0, 1).putInt(8, 33).putInt(12, 100);
    Tensor tensor = Tensors.of(new byte[33 * SIDE * SIDE], 33, SIDE, SIDE);
    tensor.setData(data);
    TrajectoryChunk chunk = TestChunks.chunk("s", 0, 32, "a");
    chunk.setObservations(List.of(new Column("pictures", tensor, dev.cairn.schema.Encoding.zstd)));
    assertRejected("too_large", "block=0 rows=33 opened_bytes=76032 bytes=100", chunk);
  }

  /** Whatever comes is decoded or a dead letter, and never ends the job. */
  @Test
  void decode_randomDamage_isADeadLetter() throws Exception {
    SplittableRandom random = new SplittableRandom(11);
    byte[] good = Wire.encode(chunk(0));
    int begin = good.length / 3;
    for (int round = 0; round < 2_000; round++) {
      byte[] bad = good.clone();
      for (int i = 0; i <= random.nextInt(3); i++) {
        bad[begin + random.nextInt(good.length - begin)] = (byte) random.nextInt();
      }
      decoding.decode(TestChunks.raw(bad, round));
    }
    assertThat(decoding.deadLetters().size()).isGreaterThan(1_500);
    assertThat(content(chunk(1)).payload()).isNotEmpty();
  }

  @Test
  void draw_afterARestore_hasThePicturesThatWereSent() throws Exception {
    ReplayCluster.Checkpoint checkpoint;
    DirectRuns runs = new DirectRuns(table);
    try (ReplayCluster cluster = new ReplayCluster(TestTables.pipeline(table), 1, 1_000, null)) {
      for (int number = 0; number < 40; number++) {
        TableChunk chunk =
            (TableChunk) decoding.decode(TestChunks.raw(chunk(number), number)).get(0);
        Run run = runs.of(chunk, requireNonNull(chunk.content()));
        cluster.insert("a", 0, run);
      }
      checkDraws(cluster, 0);
      checkpoint = cluster.checkpoint();
    }
    try (ReplayCluster cluster =
        new ReplayCluster(TestTables.pipeline(table), 1, 2_000, checkpoint)) {
      checkDraws(cluster, 100);
    }
  }

  private void checkDraws(ReplayCluster cluster, long request) throws Exception {
    for (int i = 0; i < 20; i++) {
      cluster.request("a", 0, request + i, 8);
    }
    List<Minibatch> answers = cluster.answers();
    assertThat(answers).hasSize(20);
    for (Minibatch answer : answers) {
      List<Column> columns = opener.open(answer.getColumns());
      long[] steps = Tensors.longs(tensor(columns, "t"));
      ByteBuffer now = tensor(columns, "pictures").getData();
      ByteBuffer next = tensor(columns, "new_pictures").getData();
      assertThat(tensor(columns, "pictures").getShape()).containsExactly(8 * STEPS, SIDE, SIDE);
      for (int row = 0; row < steps.length; row++) {
        int frame = SIDE * SIDE;
        ByteBuffer sent = pictures(steps[row] / STEPS).getData();
        int at = (int) (steps[row] % STEPS);
        assertThat(now.slice(row * frame, frame)).isEqualTo(sent.slice(at * frame, frame));
        assertThat(next.slice(row * frame, frame)).isEqualTo(sent.slice((at + 1) * frame, frame));
      }
    }
  }

  private static Tensor tensor(List<Column> columns, String name) {
    return columns.stream()
        .filter(column -> column.getName().equals(name))
        .findFirst()
        .orElseThrow()
        .getTensor();
  }
}
