package dev.cairn.schema;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Opens compressed columns. Each block is opened once, into memory that stays in the processor's
 * cache, and its rows are copied from there to where the tensors have them.
 *
 * <p>Holds memory outside the heap until it is closed. Not thread-safe.
 */
public final class ColumnOpener implements AutoCloseable {

  private static final String NEXT = "new_";

  private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();
  private byte[] opened = {};

  /**
   * The columns of a record, all of them with encoding {@code raw}, in their order; those that are
   * raw already are given back as they are. A column {@code new_x} without blocks has rows of the
   * blocks of {@code x}.
   *
   * @throws IllegalArgumentException when one cannot be opened
   */
  public List<Column> open(List<Column> columns) {
    Map<String, OpenedTensors> groups = new LinkedHashMap<>();
    List<Column> all = new ArrayList<>(columns.size());
    for (Column column : columns) {
      if (column.getEncoding() != Encoding.zstd) {
        all.add(column);
        continue;
      }
      try {
        all.add(add(column, groups));
      } catch (IllegalArgumentException | ArithmeticException e) {
        throw new IllegalArgumentException(
            "a column must hold what its table of blocks says: column="
                + column.getName()
                + " shape="
                + column.getTensor().getShape()
                + ": "
                + e.getMessage(),
            e);
      }
    }
    groups.forEach((name, tensors) -> open(name, tensors));
    return all;
  }

  private static Column add(Column column, Map<String, OpenedTensors> groups) {
    String name = column.getName();
    ColumnBlocks blocks = ColumnBlocks.of(column.getTensor().getData());
    OpenedTensors tensors =
        blocks.blocks() == 0 && name.startsWith(NEXT)
            ? groups.get(name.substring(NEXT.length()))
            : null;
    if (tensors == null) {
      tensors = new OpenedTensors(blocks);
      groups.put(name, tensors);
    }
    return Tensors.column(name, tensors.add(column.getTensor(), blocks));
  }

  private void open(String name, OpenedTensors tensors) {
    ColumnBlocks blocks = tensors.blocks();
    ByteBuffer data = blocks.data();
    int at = 0;
    int row = 0;
    for (int block = 0; block < blocks.blocks(); block++) {
      open(name, blocks, block, data, at, tensors.rowBytes());
      for (int i = 0; i < blocks.rows(block); i++) {
        tensors.put(row++, opened, i * tensors.rowBytes());
      }
      at += blocks.bytes(block);
    }
  }

  /**
   * Opens every block and forgets what is in them.
   *
   * @param name of the column, for the message
   * @param rowBytes bytes of one row
   * @throws IllegalArgumentException when one is not a zstd frame of its rows
   */
  public void check(String name, ColumnBlocks blocks, int rowBytes) {
    ByteBuffer data = blocks.data();
    int at = 0;
    for (int block = 0; block < blocks.blocks(); block++) {
      open(name, blocks, block, data, at, rowBytes);
      at += blocks.bytes(block);
    }
  }

  private void open(
      String name, ColumnBlocks blocks, int block, ByteBuffer data, int at, int rowBytes) {
    int expected = Math.multiplyExact(blocks.rows(block), rowBytes);
    if (opened.length < expected) {
      opened = new byte[expected];
    }
    byte[] source;
    int from = at;
    if (data.hasArray()) {
      source = data.array();
      from += data.arrayOffset();
    } else {
      source = new byte[blocks.bytes(block)];
      data.get(at, source);
      from = 0;
    }
    String found;
    try {
      // No more than what the table says fits, whatever the frame claims: so it cannot be a bomb.
      int size = zstd.decompressByteArray(opened, 0, expected, source, from, blocks.bytes(block));
      found = size == expected ? "" : "opened_bytes=" + size;
    } catch (ZstdException e) {
      found = "zstd=" + e.getMessage();
    }
    if (!found.isEmpty()) {
      throw new IllegalArgumentException(
          "a block must be a zstd frame of its rows and nothing else: column="
              + name
              + " block="
              + block
              + " rows="
              + blocks.rows(block)
              + " bytes="
              + blocks.bytes(block)
              + " allowed="
              + expected
              + " opened bytes; "
              + found);
    }
  }

  @Override
  public void close() {
    zstd.close();
  }
}
