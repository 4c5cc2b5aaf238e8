package dev.cairn.flink;

import dev.cairn.replay.TableSpec;
import dev.cairn.schema.Control;
import dev.cairn.schema.Wire;
import java.util.TreeSet;

/**
 * Decodes changes of the running configuration. What can be said of a record by itself is said
 * here; whether it fits the tables and what is in force already, by {@link ControlState}.
 */
final class DecodeControl extends DecodeFunction<Control, BroadcastInput> {

  private static final long serialVersionUID = 1L;

  private final TreeSet<String> tables = new TreeSet<>();

  DecodeControl(PipelineSpec spec) {
    super(spec.space());
    for (TableSpec table : spec.tables()) {
      tables.add(table.name());
    }
  }

  @Override
  Control parse(byte[] value) {
    return Wire.decode(value, Control.class);
  }

  @Override
  String space(Control control) {
    return control.getSpace();
  }

  @Override
  void decode(Control control, Input<BroadcastInput> input) throws Rejection {
    Rejection.require(
        control.getVersion() > 0,
        Reason.OUT_OF_RANGE,
        "version must be > 0: version=",
        control.getVersion());
    String table = control.getTable();
    Rejection.require(
        table == null || tables.contains(table),
        Reason.UNKNOWN_TABLE,
        "table must be configured, or null for all: allowed=" + tables + " table=",
        table);
    input.emit(new BroadcastInput.Change(input.raw()));
  }
}
