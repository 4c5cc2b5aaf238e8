package dev.cairn.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CompressedColumnTest {

  /** Two blocks, of rows of 4 bytes: 2 rows of zeros to sevens, and one of nines. */
  private static final String GOLDEN =
      "0200000000000000"
          + "0200000015000000"
          + "0100000011000000"
          + "28b52ffd2408410000"
          + "0001020304050607"
          + "8d1bb814"
          + "28b52ffd2404210000"
          + "09090909"
          + "c8dcd638";

  private final ColumnCompressor compressor = new ColumnCompressor();
  private final ColumnOpener opener = new ColumnOpener();

  @AfterEach
  void close() {
    compressor.close();
    opener.close();
  }

  private static Tensor random(long seed, int... shape) {
    SplittableRandom random = new SplittableRandom(seed);
    int size = 1;
    for (int axis : shape) {
      size *= axis;
    }
    byte[] values = new byte[size];
    for (int i = 0; i < size; i++) {
      values[i] = (byte) (random.nextInt(20) == 0 ? random.nextInt(256) : i / 50);
    }
    return Tensors.of(values, shape);
  }

  private Tensor opened(Column... columns) {
    List<Column> all = opener.open(List.of(columns));
    assertThat(all).allMatch(column -> column.getEncoding() == Encoding.raw);
    return all.get(all.size() - 1).getTensor();
  }

  @Test
  void compress_anyRows_areOpenedAsTheyWere() {
    for (int rows : new int[] {1, 2, 5, 17, 64, 65}) {
      for (int side : new int[] {1, 20, 84, 300}) {
        Tensor tensor = random(rows, rows, side, side);
        Column column = compressor.compress("obs", tensor);
        assertThat(column.getEncoding()).isEqualTo(Encoding.zstd);
        assertThat(opened(column)).isEqualTo(tensor);
        ColumnBlocks blocks = ColumnBlocks.of(column.getTensor().getData());
        assertThat(blocks.rows()).isEqualTo(rows);
        for (int block = 0; block < blocks.blocks(); block++) {
          long bytes = (long) blocks.rows(block) * side * side;
          assertThat(blocks.rows(block) == 1 || bytes <= ColumnBlocks.MAX_OPENED_BYTES).isTrue();
        }
      }
    }
  }

  @Test
  void compress_framesOf84x84_areFourABlockAndNoneIsAlone() {
    ColumnBlocks blocks =
        ColumnBlocks.of(compressor.compress("obs", random(1, 17, 84, 84)).getTensor().getData());
    assertThat(List.of(blocks.rows(0), blocks.rows(1), blocks.rows(2), blocks.rows(3)))
        .containsOnly(4, 5);
    assertThat(blocks.blocks()).isEqualTo(4);
  }

  @Test
  void compress_noRows_isRefusedInOneLine() {
    assertThatThrownBy(() -> compressor.compress("obs", Tensors.of(new byte[0], 0, 4)))
        .hasMessage("a column must have rows to be compressed: column=obs shape=[0, 4]");
  }

  @Test
  void open_goldenBytes_asEveryReleaseMust() {
    Tensor tensor =
        new Tensor(DType.uint8, List.of(3, 4), ByteBuffer.wrap(HexFormat.of().parseHex(GOLDEN)));
    byte[] expected = {0, 1, 2, 3, 4, 5, 6, 7, 9, 9, 9, 9};
    assertThat(opened(new Column("obs", tensor, Encoding.zstd)))
        .isEqualTo(Tensors.of(expected, 3, 4));
  }

  @Test
  void open_references_giveRowsOfTheBlocksOfTheColumnBefore() {
    Tensor rows = random(3, 9, 300);
    ByteBuffer blocks = compressor.compress("obs", rows).getTensor().getData();
    Column obs = column("obs", blocks, 2, 0, 8, 8, -1);
    Column next = column("new_obs", null, 2, 1, -1, 2, 8);
    List<Column> opened = opener.open(List.of(obs, next));
    assertThat(opened.get(0).getTensor()).isEqualTo(picked(rows, 2, 0, 8, 8, -1));
    assertThat(opened.get(1).getTensor()).isEqualTo(picked(rows, 2, 1, -1, 2, 8));
  }

  /** A column [axis.., 300] of references into these blocks. */
  private static Column column(
      String name, @Nullable ByteBuffer blocks, int stack, int... references) {
    int more = blocks == null ? 0 : blocks.remaining() - 8;
    ByteBuffer data =
        ByteBuffer.allocate(8 + more + 4 * references.length).order(ByteOrder.LITTLE_ENDIAN);
    int count = blocks == null ? 0 : Tensors.littleEndian(blocks).getInt(0);
    data.putInt(count).putInt(references.length);
    int table = 8 * count;
    if (blocks != null) {
      data.put(blocks.slice(8, table));
    }
    for (int reference : references) {
      data.putInt(reference);
    }
    if (blocks != null) {
      data.put(blocks.slice(8 + table, more - table));
    }
    List<Integer> shape = List.of(references.length / stack, stack, 300);
    return new Column(name, new Tensor(DType.uint8, shape, data.flip()), Encoding.zstd);
  }

  private static Tensor picked(Tensor rows, int stack, int... references) {
    byte[] data = new byte[300 * references.length];
    for (int i = 0; i < references.length; i++) {
      if (references[i] >= 0) {
        rows.getData().get(references[i] * 300, data, i * 300, 300);
      }
    }
    return Tensors.of(data, references.length / stack, stack, 300);
  }

  @Test
  void open_referenceToNoRow_isRefused() {
    ByteBuffer blocks = compressor.compress("obs", random(3, 2, 300)).getTensor().getData();
    for (int wrong : new int[] {2, -2, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> opener.open(List.of(column("obs", blocks, 1, 0, wrong))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("column=obs")
          .hasMessageContaining("reference=" + wrong);
    }
  }

  @Test
  void open_nextWithoutTheColumnItIsOf_isRefused() {
    assertThatThrownBy(() -> opener.open(List.of(column("new_obs", null, 1, 0))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("column=new_obs");
  }

  @Test
  void check_blockThatOpensToMore_isRefusedAndNotOpened() {
    Tensor tensor =
        compressor.compress("obs", Tensors.of(new byte[1 << 20], 16, 1 << 16)).getTensor();
    ByteBuffer bomb = Tensors.littleEndian(tensor.getData());
    assertThatThrownBy(() -> opener.check("obs", ColumnBlocks.of(bomb), 300))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("column=obs block=0 rows=1")
        .hasMessageContaining("allowed=300 opened bytes");
  }

  /** Any damage is either found or, where it is in the table, gives other rows; nothing else. */
  @Test
  void check_randomDamage_isRefusedOrReadable() {
    SplittableRandom random = new SplittableRandom(7);
    byte[] good = bytes(compressor.compress("obs", random(1, 17, 40, 40)).getTensor().getData());
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bad = damaged(good, random);
      try {
        ColumnBlocks blocks = ColumnBlocks.of(ByteBuffer.wrap(bad));
        if (blocks.rows() == 17 && blocks.references() == 0) {
          opener.check("obs", blocks, 1600);
        }
      } catch (IllegalArgumentException e) {
        refused++;
        assertThat(e).hasMessageMatching("(compressed data|blocks|a block) .*");
      }
    }
    assertThat(refused).isGreaterThan(19_000);
    assertThatCode(() -> opener.check("obs", ColumnBlocks.of(ByteBuffer.wrap(good)), 1600))
        .as("the opener goes on")
        .doesNotThrowAnyException();
  }

  private static byte[] bytes(ByteBuffer data) {
    byte[] bytes = new byte[data.remaining()];
    data.duplicate().get(bytes);
    return bytes;
  }

  private static byte[] damaged(byte[] good, SplittableRandom random) {
    List<Byte> bytes = new ArrayList<>();
    for (byte value : good) {
      bytes.add(value);
    }
    switch (random.nextInt(3)) {
      case 0 -> bytes.subList(random.nextInt(good.length), good.length).clear();
      case 1 -> bytes.add(random.nextInt(good.length), (byte) random.nextInt());
      default -> {
        int at = random.nextInt(good.length);
        bytes.set(at, (byte) (bytes.get(at) ^ 1 << random.nextInt(8)));
      }
    }
    byte[] bad = new byte[bytes.size()];
    for (int i = 0; i < bad.length; i++) {
      bad[i] = bytes.get(i);
    }
    return bad;
  }
}
