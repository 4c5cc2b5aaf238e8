package dev.cairn.jobs.inspect;

import dev.cairn.replay.DrawnBatch;
import dev.cairn.schema.Column;
import dev.cairn.schema.ColumnOpener;
import dev.cairn.schema.DType;
import dev.cairn.schema.Encoding;
import dev.cairn.schema.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Opens the compressed columns of items, as a reader does. Not thread-safe. */
final class PayloadOpener implements AutoCloseable {

  private final ColumnOpener opener = new ColumnOpener();

  /** The same columns, none of them compressed. */
  List<DrawnBatch.ColumnData> open(List<DrawnBatch.ColumnData> payload) {
    if (payload.stream().allMatch(column -> wire(column) == Encoding.raw)) {
      return payload;
    }
    List<Column> opened =
        opener.open(
            payload.stream()
                .map(column -> new Column(column.name(), tensor(column), wire(column)))
                .toList());
    List<DrawnBatch.ColumnData> columns = new ArrayList<>();
    for (int c = 0; c < opened.size(); c++) {
      DrawnBatch.ColumnData column = payload.get(c);
      ByteBuffer data = opened.get(c).getTensor().getData();
      columns.add(
          wire(column) == Encoding.raw
              ? column
              : new DrawnBatch.ColumnData(
                  column.name(), column.dtype(), column.shape(), data.array()));
    }
    return columns;
  }

  private static Encoding wire(DrawnBatch.ColumnData column) {
    return Encoding.valueOf(column.encoding().name().toLowerCase(Locale.ROOT));
  }

  private static Tensor tensor(DrawnBatch.ColumnData column) {
    DType dtype = DType.valueOf(column.dtype().name().toLowerCase(Locale.ROOT));
    return new Tensor(dtype, column.shape(), ByteBuffer.wrap(column.data()));
  }

  @Override
  public void close() {
    opener.close();
  }
}
