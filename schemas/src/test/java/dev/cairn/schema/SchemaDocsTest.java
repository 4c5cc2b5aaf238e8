package dev.cairn.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class SchemaDocsTest {

  @Test
  void schemas_everyTypeAndField_hasADoc() throws Exception {
    List<String> silent = new ArrayList<>();
    for (Schema type : types()) {
      if (isBlank(type.getDoc())) {
        silent.add(type.getFullName());
      }
      if (type.getType() == Schema.Type.RECORD) {
        for (Schema.Field field : type.getFields()) {
          if (isBlank(field.doc())) {
            silent.add(type.getFullName() + "." + field.name());
          }
        }
      }
    }
    assertThat(silent).isEmpty();
  }

  @Test
  void enums_ofEveryRecord_defaultToUnknown() throws Exception {
    List<Schema> enums =
        types().stream().filter(type -> type.getType() == Schema.Type.ENUM).toList();
    assertThat(enums).hasSize(3);
    assertThat(enums).allMatch(type -> "unknown".equals(type.getEnumDefault()));
  }

  private static List<Schema> types() throws Exception {
    List<Schema> found = new ArrayList<>();
    HashMap<String, Schema> known = new HashMap<>();
    for (Schema schema : GoldenFiles.sources()) {
      FieldTables.collect(schema, known, found);
    }
    return found;
  }

  private static boolean isBlank(String doc) {
    return doc == null || doc.isBlank();
  }
}
