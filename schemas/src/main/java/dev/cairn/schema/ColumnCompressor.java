package dev.cairn.schema;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * Compresses columns in blocks of about 32 KiB, so that a reader opens little more than the rows it
 * needs and rows that follow on one another still share what is alike. Of 84x84 frames these are 4:
 * with 1 the bytes a batch needs hardly change and those in the store grow by two fifths, with 16
 * they are a tenth less and a batch needs twice as many.
 *
 * <p>Holds memory outside the heap until it is closed. Not thread-safe.
 */
public final class ColumnCompressor implements AutoCloseable {

  private static final int BLOCK_BYTES = 32 << 10;

  // Higher ones take longer for a few per cent.
  private static final int LEVEL = 1;

  private final ZstdCompressCtx zstd = new ZstdCompressCtx();
  // Where a column is compressed to before its size is known.
  private byte[] compressed = {};

  public ColumnCompressor() {
    zstd.setLevel(LEVEL);
    zstd.setChecksum(true);
  }

  /**
   * The column with encoding {@code zstd}.
   *
   * @param tensor [rows, ...], at least one row; not changed
   * @throws IllegalArgumentException when dtype, shape and size of its data do not agree, or there
   *     are no rows
   */
  public Column compress(String name, Tensor tensor) {
    Tensors.check(tensor);
    List<Integer> shape = tensor.getShape();
    if (shape.isEmpty() || tensor.getData().remaining() == 0) {
      throw new IllegalArgumentException(
          "a column must have rows to be compressed: column=" + name + " shape=" + shape);
    }
    ByteBuffer source = tensor.getData();
    int rows = shape.get(0);
    int rowBytes = source.remaining() / rows;
    // Blocks of about the same size: a last one of a single row would cost as much as the others.
    int blocks = Math.max(1, Math.round((float) rows / Math.max(1, BLOCK_BYTES / rowBytes)));
    int table = ColumnBlocks.HEADER_BYTES + blocks * ColumnBlocks.BLOCK_BYTES;
    int bound = Math.toIntExact(table + Zstd.compressBound(source.remaining()) + 64L * blocks);
    if (compressed.length < bound) {
      compressed = new byte[bound];
    }
    byte[] bytes = array(source);
    int begin = source.hasArray() ? source.arrayOffset() + source.position() : 0;
    ByteBuffer data = ByteBuffer.wrap(compressed).order(ByteOrder.LITTLE_ENDIAN);
    data.putInt(blocks).putInt(0);
    int at = table;
    int from = 0;
    for (int block = 0; block < blocks; block++) {
      int to = (int) ((long) rows * (block + 1) / blocks);
      int size =
          zstd.compressByteArray(
              compressed, at, bound - at, bytes, begin + from * rowBytes, (to - from) * rowBytes);
      data.putInt(to - from).putInt(size);
      at += size;
      from = to;
    }
    ByteBuffer exact = ByteBuffer.wrap(Arrays.copyOf(compressed, at));
    return new Column(name, new Tensor(tensor.getDtype(), shape, exact), Encoding.zstd);
  }

  private static byte[] array(ByteBuffer data) {
    if (data.hasArray()) {
      return data.array();
    }
    byte[] copy = new byte[data.remaining()];
    data.duplicate().get(copy);
    return copy;
  }

  @Override
  public void close() {
    zstd.close();
  }
}
