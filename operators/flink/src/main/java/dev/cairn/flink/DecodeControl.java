package dev.cairn.flink;

import dev.cairn.replay.TableSpec;
import dev.cairn.schema.Control;
import dev.cairn.schema.Wire;
import java.util.TreeSet;

/**
 * Decodes changes of the running configuration. None can be applied yet: each valid one is a dead
 * letter {@code unsupported}, once, since it is decoded before it would be broadcast.
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
    throw new Rejection(
        Reason.UNSUPPORTED,
        "changes must be made in the configuration file until they can be applied while the job"
            + " runs: version="
            + control.getVersion()
            + " changes="
            + control.getChanges().keySet());
  }
}
