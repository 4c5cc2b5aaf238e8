package dev.cairn.jobs.inspect;

import dev.cairn.replay.DType;
import dev.cairn.replay.DrawnBatch;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** Parquet types of columns, and schemas as the footer has them. */
final class ParquetSchema {

  private ParquetSchema() {}

  /** A column of payload: a scalar, bytes for a tensor of uint8, or else a list, row by row. */
  static Type column(DrawnBatch.ColumnData column, boolean isScalar) {
    if (isScalar) {
      return scalar(column.dtype()).named(column.name());
    }
    if (column.dtype() == DType.UINT8) {
      return Types.required(PrimitiveTypeName.BINARY).named(column.name());
    }
    return Types.requiredList()
        .element(scalar(column.dtype()).named("element"))
        .named(column.name());
  }

  private static Types.PrimitiveBuilder<PrimitiveType> scalar(DType dtype) {
    return switch (dtype) {
      case BOOL -> Types.required(PrimitiveTypeName.BOOLEAN);
      case UINT8 -> integer(8, false);
      case INT8 -> integer(8, true);
      case INT16 -> integer(16, true);
      case INT32 -> Types.required(PrimitiveTypeName.INT32);
      case INT64 -> Types.required(PrimitiveTypeName.INT64);
      case FLOAT32 -> Types.required(PrimitiveTypeName.FLOAT);
      case FLOAT64 -> Types.required(PrimitiveTypeName.DOUBLE);
    };
  }

  private static Types.PrimitiveBuilder<PrimitiveType> integer(int bits, boolean signed) {
    return Types.required(PrimitiveTypeName.INT32).as(LogicalTypeAnnotation.intType(bits, signed));
  }

  /** The physical type as the footer names it. */
  static org.apache.parquet.format.Type type(PrimitiveTypeName name) {
    return switch (name) {
      case BINARY -> org.apache.parquet.format.Type.BYTE_ARRAY;
      default -> org.apache.parquet.format.Type.valueOf(name.name());
    };
  }

  /** The schema, flattened depth first. */
  static List<SchemaElement> elements(MessageType schema) {
    List<SchemaElement> elements = new ArrayList<>();
    SchemaElement root = new SchemaElement(schema.getName());
    root.setNum_children(schema.getFieldCount());
    elements.add(root);
    schema.getFields().forEach(field -> add(elements, field));
    return elements;
  }

  private static void add(List<SchemaElement> elements, Type field) {
    SchemaElement element = new SchemaElement(field.getName());
    element.setRepetition_type(FieldRepetitionType.valueOf(field.getRepetition().name()));
    String converted = field.getOriginalType() == null ? "" : field.getOriginalType().name();
    if (!converted.isEmpty()) {
      element.setConverted_type(ConvertedType.valueOf(converted));
    }
    elements.add(element);
    if (field.isPrimitive()) {
      element.setType(type(field.asPrimitiveType().getPrimitiveTypeName()));
      return;
    }
    GroupType group = field.asGroupType();
    element.setNum_children(group.getFieldCount());
    group.getFields().forEach(child -> add(elements, child));
  }
}
