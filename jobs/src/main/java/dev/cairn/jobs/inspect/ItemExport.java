package dev.cairn.jobs.inspect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cairn.replay.DType;
import dev.cairn.replay.DrawnBatch;
import dev.cairn.replay.ItemView;
import dev.cairn.replay.ShardContents;
import dev.cairn.replay.StorageUnit;
import dev.cairn.replay.TableSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * The items of a shard as rows of a Parquet file: first what the index knows ({@code item_...}),
 * then the columns of a batch. A scalar is a scalar; uint8 with a shape is bytes; another tensor is
 * a flat list, row by row. Of episodes and fragments every column but {@code seq_lens} and {@code
 * cuts} is one of an item's steps. The file's note {@code cairn.columns} has dtype and shape of
 * each, -1 being the number of steps.
 */
final class ItemExport {

  private static final int INDEX_COLUMNS = 9;

  /** What batches of episodes and fragments have once an item. */
  private static final Set<String> OF_ITEMS = Set.of("seq_lens", "cuts");

  private final ParquetFile file;
  private final boolean hasSteps;

  private ItemExport(ParquetFile file, boolean hasSteps) {
    this.file = file;
    this.hasSteps = hasSteps;
  }

  /** Writes every item that the shard holds; a shard without items leaves no file. */
  static void write(TableSpec table, ShardContents contents, Path path) throws IOException {
    List<ItemView> first = contents.top(1);
    if (first.isEmpty()) {
      return;
    }
    List<DrawnBatch.ColumnData> payload = contents.payload(first.get(0).slot());
    boolean hasSteps = hasSteps(table);
    try (PayloadOpener opener = new PayloadOpener();
        ParquetFile file =
            new ParquetFile(path, schema(table, payload), ParquetFile.ROW_GROUP_BYTES)) {
      file.note("cairn.columns", describe(payload, hasSteps));
      ItemExport export = new ItemExport(file, hasSteps);
      contents.forEach(item -> export.row(item, opener.open(contents.payload(item.slot()))));
    }
  }

  /** The columns of the file of a table whose items have such a payload. */
  static MessageType schema(TableSpec table, List<DrawnBatch.ColumnData> payload) {
    List<Type> fields = new ArrayList<>(index());
    boolean hasSteps = hasSteps(table);
    payload.forEach(column -> fields.add(ParquetSchema.column(column, isScalar(column, hasSteps))));
    return new MessageType(table.name(), fields);
  }

  /** Whether batches give the steps of all items one after another: any number for an item. */
  private static boolean hasSteps(TableSpec table) {
    return table.storage() instanceof StorageUnit.Episodes
        || table.storage() instanceof StorageUnit.Fragments;
  }

  private static boolean isScalar(DrawnBatch.ColumnData column, boolean hasSteps) {
    return !isOfSteps(column, hasSteps) && column.shape().size() == 1;
  }

  private static boolean isOfSteps(DrawnBatch.ColumnData column, boolean hasSteps) {
    return hasSteps && !OF_ITEMS.contains(column.name());
  }

  private static List<Type> index() {
    return List.of(
        Types.required(PrimitiveTypeName.INT64).named("item_id"),
        Types.required(PrimitiveTypeName.INT32).named("item_slot"),
        Types.required(PrimitiveTypeName.INT32).named("item_tier"),
        Types.required(PrimitiveTypeName.FLOAT).named("item_priority"),
        Types.required(PrimitiveTypeName.DOUBLE).named("item_importance"),
        Types.required(PrimitiveTypeName.DOUBLE).named("item_weight"),
        Types.required(PrimitiveTypeName.INT32).named("item_times_sampled"),
        Types.required(PrimitiveTypeName.INT64)
            .as(LogicalTypeAnnotation.timestampType(true, LogicalTypeAnnotation.TimeUnit.MILLIS))
            .named("item_inserted"),
        Types.required(PrimitiveTypeName.INT64).named("item_policy_version"));
  }

  /** Shapes are those of an item: the first axis of a batch, which is 1, is left out. */
  private static String describe(List<DrawnBatch.ColumnData> payload, boolean hasSteps)
      throws JsonProcessingException {
    ObjectMapper json = new ObjectMapper();
    ObjectNode columns = json.createObjectNode();
    for (DrawnBatch.ColumnData column : payload) {
      ObjectNode of = columns.putObject(column.name());
      of.put("dtype", column.dtype().name().toLowerCase(Locale.ROOT));
      ArrayNode shape = of.putArray("shape");
      if (isOfSteps(column, hasSteps)) {
        shape.add(-1);
      }
      column.shape().subList(1, column.shape().size()).forEach(shape::add);
    }
    return json.writeValueAsString(columns);
  }

  private void row(ItemView item, List<DrawnBatch.ColumnData> payload) {
    RecordConsumer row = file.row();
    row.startMessage();
    field(row, 0, "item_id", () -> row.addLong(item.id()));
    field(row, 1, "item_slot", () -> row.addInteger(item.slot()));
    field(row, 2, "item_tier", () -> row.addInteger(item.tier()));
    field(row, 3, "item_priority", () -> row.addFloat(item.priority()));
    field(row, 4, "item_importance", () -> row.addDouble(item.importance()));
    field(row, 5, "item_weight", () -> row.addDouble(item.weight()));
    field(row, 6, "item_times_sampled", () -> row.addInteger(item.timesSampled()));
    field(row, 7, "item_inserted", () -> row.addLong(item.insertedMs()));
    field(row, 8, "item_policy_version", () -> row.addLong(item.policyVersion()));
    for (int c = 0; c < payload.size(); c++) {
      DrawnBatch.ColumnData column = payload.get(c);
      field(row, INDEX_COLUMNS + c, column.name(), () -> values(row, column));
    }
    row.endMessage();
    try {
      file.endRow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void field(RecordConsumer row, int number, String name, Runnable value) {
    row.startField(name, number);
    value.run();
    row.endField(name, number);
  }

  private void values(RecordConsumer row, DrawnBatch.ColumnData column) {
    ByteBuffer data = ByteBuffer.wrap(column.data()).order(ByteOrder.LITTLE_ENDIAN);
    if (isScalar(column, hasSteps)) {
      value(row, column.dtype(), data);
    } else if (column.dtype() == DType.UINT8) {
      // The next item is read into the same array.
      row.addBinary(Binary.fromReusedByteArray(column.data()));
    } else {
      list(row, column.dtype(), data);
    }
  }

  private static void list(RecordConsumer row, DType dtype, ByteBuffer data) {
    row.startGroup();
    if (data.hasRemaining()) {
      row.startField("list", 0);
      while (data.hasRemaining()) {
        row.startGroup();
        row.startField("element", 0);
        value(row, dtype, data);
        row.endField("element", 0);
        row.endGroup();
      }
      row.endField("list", 0);
    }
    row.endGroup();
  }

  private static void value(RecordConsumer row, DType dtype, ByteBuffer data) {
    switch (dtype) {
      case BOOL -> row.addBoolean(data.get() != 0);
      case UINT8 -> row.addInteger(data.get() & 0xFF);
      case INT8 -> row.addInteger(data.get());
      case INT16 -> row.addInteger(data.getShort());
      case INT32 -> row.addInteger(data.getInt());
      case INT64 -> row.addLong(data.getLong());
      case FLOAT32 -> row.addFloat(data.getFloat());
      case FLOAT64 -> row.addDouble(data.getDouble());
    }
  }
}
