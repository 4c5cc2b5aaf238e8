package dev.cairn.flink;

import dev.cairn.replay.TableSpec;
import dev.cairn.schema.Control;
import dev.cairn.schema.Wire;
import dev.cairn.schema.WireException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;

/**
 * The control records in force, as broadcast state: they are known before the first shard is
 * opened, so that none runs with the file's values after a restore. Every subtask hears the same
 * records in the same order, and decides alike.
 *
 * <p>Kept as they are on the wire, whose format carries its version.
 */
final class ControlState {

  private final BroadcastState<String, byte[]> stored;
  private final ChangesInForce changes;

  /** A record that was in force and is no longer, and why. */
  record Lost(byte[] value, String why) {}

  ControlState(OperatorStateStore store, PipelineSpec spec, Consumer<List<TableSpec>> check)
      throws Exception {
    stored =
        store.getBroadcastState(
            new MapStateDescriptor<>(
                "control", StringSerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE));
    changes = new ChangesInForce(spec.tables(), spec.configVersion(), check);
  }

  /**
   * Puts the restored records in force again; returns those that the configuration file, having
   * changed, has no room for. Those are forgotten.
   */
  List<Lost> restore() throws Exception {
    List<Map.Entry<String, byte[]>> entries = new ArrayList<>();
    stored.iterator().forEachRemaining(entries::add);
    entries.sort(Comparator.comparingLong(entry -> version(entry.getValue())));
    List<Lost> lost = new ArrayList<>();
    for (Map.Entry<String, byte[]> entry : entries) {
      try {
        changes.accept(Wire.decode(entry.getValue(), Control.class));
      } catch (IllegalArgumentException | WireException e) {
        stored.remove(entry.getKey());
        lost.add(new Lost(entry.getValue(), String.valueOf(e.getMessage())));
      }
    }
    return lost;
  }

  private static long version(byte[] value) {
    try {
      return Wire.decode(value, Control.class).getVersion();
    } catch (WireException e) {
      return 0;
    }
  }

  /**
   * Puts a record in force; says whether anything was new.
   *
   * @throws IllegalArgumentException when it cannot be, with one line for people
   */
  boolean accept(byte[] value) throws Exception {
    Control control = Wire.decode(value, Control.class);
    boolean isNew = changes.accept(control);
    if (isNew) {
      stored.put(ChangesInForce.keyOf(control), value);
    }
    return isNew;
  }

  ChangesInForce changes() {
    return changes;
  }
}
