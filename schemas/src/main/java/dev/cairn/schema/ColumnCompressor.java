package dev.cairn.schema;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
    byte[] source = new byte[tensor.getData().remaining()];
    tensor.getData().duplicate().get(source);
    int rows = shape.get(0);
    int rowBytes = source.length / rows;
    // Blocks of about the same size: a last one of a single row would cost as much as the others.
    int blocks = Math.max(1, Math.round((float) rows / Math.max(1, BLOCK_BYTES / rowBytes)));
    int table = ColumnBlocks.HEADER_BYTES + blocks * ColumnBlocks.BLOCK_BYTES;
    int bound = Math.toIntExact(table + Zstd.compressBound(source.length) + 64L * blocks);
    ByteBuffer data = ByteBuffer.allocate(bound).order(ByteOrder.LITTLE_ENDIAN);
    data.putInt(blocks).putInt(0);
    int at = table;
    int from = 0;
    for (int block = 0; block < blocks; block++) {
      int to = (int) ((long) rows * (block + 1) / blocks);
      int size =
          zstd.compressByteArray(
              data.array(), at, bound - at, source, from * rowBytes, (to - from) * rowBytes);
      data.putInt(to - from).putInt(size);
      at += size;
      from = to;
    }
    return new Column(
        name, new Tensor(tensor.getDtype(), shape, data.limit(at).position(0)), Encoding.zstd);
  }

  @Override
  public void close() {
    zstd.close();
  }
}
