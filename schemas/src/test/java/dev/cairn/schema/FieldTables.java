package dev.cairn.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;

/** Tables of the fields of records, from the docs in their schemas. */
final class FieldTables {

  private FieldTables() {}

  /** Every record, enum and field of the schemas, each type once, in Markdown. */
  static String of(List<Schema> schemas) {
    Map<String, Schema> types = new LinkedHashMap<>();
    StringBuilder out = new StringBuilder();
    for (Schema schema : schemas) {
      List<Schema> found = new ArrayList<>();
      collect(schema, types, found);
      for (Schema type : found) {
        out.append(section(type, type == schema ? "###" : "####"));
      }
    }
    return out.toString().strip();
  }

  /** The named types of a schema that are not known yet, itself first. */
  static void collect(Schema schema, Map<String, Schema> known, List<Schema> found) {
    switch (schema.getType()) {
      case RECORD -> {
        if (known.putIfAbsent(schema.getFullName(), schema) == null) {
          found.add(schema);
          schema.getFields().forEach(field -> collect(field.schema(), known, found));
        }
      }
      case ENUM -> {
        if (known.putIfAbsent(schema.getFullName(), schema) == null) {
          found.add(schema);
        }
      }
      case ARRAY -> collect(schema.getElementType(), known, found);
      case MAP -> collect(schema.getValueType(), known, found);
      case UNION -> schema.getTypes().forEach(type -> collect(type, known, found));
      default -> {}
    }
  }

  private static String section(Schema type, String heading) {
    StringBuilder out = new StringBuilder();
    out.append(heading).append(' ').append(type.getName()).append("\n\n");
    out.append(escaped(String.valueOf(type.getDoc()))).append("\n\n");
    if (type.getType() == Schema.Type.ENUM) {
      List<String> symbols = new ArrayList<>();
      for (String symbol : type.getEnumSymbols()) {
        symbols.add(type.getEnumOrdinal(symbol) + " `" + symbol + "`");
      }
      return out.append("Enum: ").append(String.join(", ", symbols)).append("\n\n").toString();
    }
    out.append("| field | type | default | meaning |\n|---|---|---|---|\n");
    for (Schema.Field field : type.getFields()) {
      out.append("| `").append(field.name()).append("` | ").append(name(field.schema()));
      out.append(" | ").append(fallback(field)).append(" | ");
      out.append(escaped(String.valueOf(field.doc()))).append(" |\n");
    }
    return out.append('\n').toString();
  }

  private static String name(Schema schema) {
    return switch (schema.getType()) {
      case ARRAY -> "array of " + name(schema.getElementType());
      case MAP -> "map of " + name(schema.getValueType());
      case UNION ->
          schema.getTypes().stream().map(FieldTables::name).collect(Collectors.joining(" or "));
      case RECORD, ENUM -> schema.getName();
      default -> schema.getType().getName();
    };
  }

  private static String fallback(Schema.Field field) {
    if (!field.hasDefaultValue()) {
      return "";
    }
    Object value = field.defaultVal();
    if (value == JsonProperties.NULL_VALUE) {
      return "null";
    }
    return value instanceof String ? "\"" + value + '"' : String.valueOf(value);
  }

  private static String escaped(String text) {
    return text.replace("<", "&lt;").replace(">", "&gt;").replace("|", "\\|").replace("*", "\\*");
  }
}
