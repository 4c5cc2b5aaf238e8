package dev.cairn.jobs.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.jobs.config.ConfigFile;
import dev.cairn.replay.DrawnBatch;
import dev.cairn.replay.MapBlockStore;
import dev.cairn.replay.Pieces;
import dev.cairn.replay.ReplayShard;
import dev.cairn.replay.Run;
import dev.cairn.replay.ShardContents;
import dev.cairn.replay.TableSpec;
import dev.cairn.schema.ColumnBlocks;
import dev.cairn.schema.ColumnCompressor;
import dev.cairn.schema.Tensors;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code --export parquet} writes of items of several steps. */
class ItemExportTest {

  private static final int STEPS = 5;

  private final ReplayShard.Blocks blocks =
      new ReplayShard.Blocks(new MapBlockStore(), new MapBlockStore(), new MapBlockStore());

  @TempDir private Path directory;

  @Test
  void export_sequences_areLinesOfTheirLengthWithAMask() throws Exception {
    ParquetReading read =
        export(
            "{unit: sequences, length: 4, period: 3, burn_in: 1}",
            new int[] {0, 3},
            new int[] {3, 2});

    assertThat(note(read))
        .contains("\"obs\":{\"dtype\":\"float32\",\"shape\":[5,2]}")
        .contains("\"mask\":{\"dtype\":\"bool\",\"shape\":[4]}");
    assertThat(read.column("item_id")).containsExactly("0 100", "0 101");
    // Rows 0 to 3 of the first, 3 to 5 of the second, then padding.
    assertThat(read.column("obs", "list", "element"))
        .startsWith("0 0.0", "1 0.0", "1 1.0", "1 -1.0", "1 2.0", "1 -2.0", "1 3.0", "1 -3.0")
        .endsWith("1 4.0", "1 -4.0", "1 5.0", "1 -5.0", "1 0.0", "1 0.0", "1 0.0", "1 0.0")
        .hasSize(2 * 5 * 2);
    assertThat(read.column("frame"))
        .containsExactly("0 [0, 0, 1, 1, 2, 2, 0, 0]", "0 [3, 3, 4, 4, 0, 0, 0, 0]");
    assertThat(read.column("rewards", "list", "element"))
        .containsExactly(
            "0 0.0", "1 10.0", "1 20.0", "1 0.0", "0 30.0", "1 40.0", "1 0.0", "1 0.0");
    // The first step only warms up.
    assertThat(read.column("mask", "list", "element"))
        .containsExactly(
            "0 false", "1 true", "1 true", "1 false", "0 false", "1 true", "1 false", "1 false");
    assertThat(read.column("seq_lens")).containsExactly("0 3", "0 2");
    assertThat(read.column("t")).containsExactly("0 0", "0 3");
  }

  @Test
  void export_episodes_areLinesOfTheirOwnLengths() throws Exception {
    ParquetReading read = export("{unit: episodes}", new int[] {0, 3}, new int[] {3, 2});

    assertThat(note(read))
        .contains("\"obs\":{\"dtype\":\"float32\",\"shape\":[-1,2]}")
        .contains("\"seq_lens\":{\"dtype\":\"int32\",\"shape\":[]}");
    assertThat(read.column("new_obs", "list", "element"))
        .containsExactly(
            "0 1.0", "1 -1.0", "1 2.0", "1 -2.0", "1 3.0", "1 -3.0", "0 4.0", "1 -4.0", "1 5.0",
            "1 -5.0");
    assertThat(read.column("frame")).containsExactly("0 [0, 0, 1, 1, 2, 2]", "0 [3, 3, 4, 4]");
    assertThat(read.column("rewards", "list", "element"))
        .containsExactly("0 0.0", "1 10.0", "1 20.0", "0 30.0", "1 40.0");
    assertThat(read.column("terminateds", "list", "element"))
        .containsExactly("0 false", "1 false", "1 false", "0 false", "1 true");
    assertThat(read.column("t", "list", "element"))
        .containsExactly("0 0", "1 1", "1 2", "0 3", "1 4");
    assertThat(read.column("seq_lens")).containsExactly("0 3", "0 2");
    // The first ends in the middle of the episode.
    assertThat(read.column("cuts")).containsExactly("0 true", "0 false");
  }

  @Test
  void export_nSteps_areTransitionsOverSeveralSteps() throws Exception {
    ParquetReading read = export("{n_steps: 3, gamma: 0.5}", new int[] {0, 3}, new int[] {3, 2});

    assertThat(note(read)).contains("\"rewards\":{\"dtype\":\"float32\",\"shape\":[]}");
    assertThat(read.column("obs", "list", "element"))
        .containsExactly("0 0.0", "1 0.0", "0 3.0", "1 -3.0");
    assertThat(read.column("new_obs", "list", "element"))
        .containsExactly("0 3.0", "1 -3.0", "0 5.0", "1 -5.0");
    // The memory reads each item into the same array.
    assertThat(read.column("frame")).containsExactly("0 [0, 0]", "0 [3, 3]");
    // 0 + 10/2 + 20/4, and 30 + 40/2.
    assertThat(read.column("rewards")).containsExactly("0 10.0", "0 50.0");
    assertThat(read.column("n_steps")).containsExactly("0 3", "0 2");
    assertThat(read.column("discounts")).containsExactly("0 0.125", "0 0.0");
    assertThat(read.column("terminateds")).containsExactly("0 false", "0 true");
  }

  @Test
  void export_compressedColumn_isOpened() throws Exception {
    byte[] pictures = new byte[(STEPS + 1) * 256];
    for (int i = 0; i < pictures.length; i++) {
      pictures[i] = (byte) (i / 256);
    }
    ByteBuffer rewards = ByteBuffer.allocate(4 * STEPS);
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    payload.writeBytes(rewards.array());
    try (ColumnCompressor compressor = new ColumnCompressor()) {
      ColumnBlocks blocks =
          ColumnBlocks.of(
              compressor
                  .compress("obs", Tensors.of(pictures, STEPS + 1, 256))
                  .getTensor()
                  .getData());
      int[] rows = {blocks.rows(0)};
      payload.writeBytes(Pieces.column(rows, new int[] {blocks.bytes(0)}, blocks.data()));
    }
    String yaml =
        """
        tables:
          t:
            capacity: {items: 100, bytes: 1 MiB}
            columns:
              obs: {dtype: uint8, shape: [256], observation: true, encoding: zstd}
              rewards: {dtype: float32}
        """;

    ParquetReading read =
        export(
            ConfigFile.parse("export", yaml, null).tables().get(0),
            payload.toByteArray(),
            new int[] {1, 4},
            new int[] {1, 1});

    assertThat(read.column("obs"))
        .containsExactly("0 " + Arrays.toString(filled(1)), "0 " + Arrays.toString(filled(4)));
    assertThat(read.column("new_obs"))
        .containsExactly("0 " + Arrays.toString(filled(2)), "0 " + Arrays.toString(filled(5)));
  }

  private static byte[] filled(int value) {
    byte[] picture = new byte[256];
    Arrays.fill(picture, (byte) value);
    return picture;
  }

  private static String note(ParquetReading read) {
    return read.footer().getKey_value_metadata().get(0).getValue();
  }

  /** One run of five steps, whose last is terminal: obs is k and -k, frame k, reward 10 k. */
  private ParquetReading export(String storage, int[] rows, int[] lengths) throws Exception {
    return export(table(storage), payload(), rows, lengths);
  }

  private ParquetReading export(TableSpec table, byte[] payload, int[] rows, int[] lengths)
      throws Exception {
    ReplayShard shard = ReplayShard.create(table, 0, 1, blocks, 1_000);
    long[] ids = new long[rows.length];
    float[] initial = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      ids[i] = 100 + i;
      initial[i] = 1 + i;
    }
    shard.insert(new Run(7, 3, 0, STEPS, true, false, payload, ids, rows, lengths, initial), 1_000);
    ShardContents contents = ShardContents.of(table, 0, blocks, shard.snapshot());
    Path file = directory.resolve("t.parquet");
    ItemExport.write(table, contents, file);
    List<DrawnBatch.ColumnData> columns = contents.payload(contents.top(1).get(0).slot());
    return new ParquetReading(file, ItemExport.schema(table, columns));
  }

  private static TableSpec table(String storage) {
    String yaml =
        """
        tables:
          t:
            capacity: {items: 100, bytes: 1 MiB}
            tiers: [{share: 1, capacity_share: 1}]
            columns:
              obs: {dtype: float32, shape: [2], observation: true}
              frame: {dtype: uint8, shape: [2]}
              rewards: {dtype: float32}
            storage: %s
        """;
    return ConfigFile.parse("export", yaml.formatted(storage), null).tables().get(0);
  }

  private static byte[] payload() {
    ByteBuffer bytes = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
    for (int k = 0; k <= STEPS; k++) {
      bytes.putFloat(k).putFloat(-k);
    }
    for (int k = 0; k < STEPS; k++) {
      bytes.put((byte) k).put((byte) k);
    }
    for (int k = 0; k < STEPS; k++) {
      bytes.putFloat(10 * k);
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }
}
