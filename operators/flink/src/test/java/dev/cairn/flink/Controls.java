package dev.cairn.flink;

import dev.cairn.schema.Control;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Control records for tests. */
final class Controls {

  private Controls() {}

  /** A record that says all that is said of a table: path, value, path, value, ... */
  static Control control(long version, @Nullable String table, String... pathsAndValues) {
    Map<String, String> changes = new HashMap<>();
    for (int i = 0; i < pathsAndValues.length; i += 2) {
      changes.put(pathsAndValues[i], pathsAndValues[i + 1]);
    }
    Control control = new Control();
    control.setSpace(TestTables.SPACE);
    control.setVersion(version);
    if (table != null) {
      control.setTable(table);
    }
    control.setChanges(changes);
    control.setAuthor("me");
    control.setSentMs(1);
    return control;
  }

  static Control revoked(long version, @Nullable String table) {
    Control control = control(version, table);
    control.setRevoked(true);
    return control;
  }
}
