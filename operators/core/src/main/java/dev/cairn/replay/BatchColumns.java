package dev.cairn.replay;

import java.util.ArrayList;
import java.util.List;

/**
 * Gathers the payload of drawn items into one tensor a column, as the table's storage unit presents
 * them: straight from the segments' bytes, without objects for items. Not thread-safe.
 *
 * <p>All units have {@code eps_id} (int64) and {@code t} (int64, index in the episode). A stacked
 * column of k frames has an axis [k] before its own.
 */
interface BatchColumns {

  /** The columns of a batch that holds the items in these slots; of none, columns of no rows. */
  List<DrawnBatch.ColumnData> gather(int[] slots);

  /** How the table presents its items. */
  static BatchColumns of(TableSpec spec, ItemIndex index, PayloadStore payload) {
    Layout layout = new Layout(spec.signature());
    List<ColumnSpec> columns = spec.signature().columns();
    ItemRows rows = new ItemRows(layout, index, payload);
    StorageUnit unit = spec.storage();
    if (unit instanceof StorageUnit.Timesteps timesteps) {
      return timesteps.single()
          ? new SingleSteps(columns, rows)
          : new Transitions(columns, rows, timesteps.gamma());
    }
    if (unit instanceof StorageUnit.Options options) {
      return new Transitions(columns, rows, options.gamma());
    }
    if (unit instanceof StorageUnit.Sequences sequences) {
      return new PaddedSequences(columns, rows, sequences);
    }
    return new FlatRows(columns, rows);
  }

  /** A tensor to be filled: so many rows of a column's frames, or of its stacks. */
  static DrawnBatch.ColumnData tensor(String name, ColumnSpec like, Integer... leading) {
    List<Integer> shape = new ArrayList<>(List.of(leading));
    if (like.stack() > 1) {
      shape.add(like.stack());
    }
    shape.addAll(like.shape());
    return tensor(name, like.dtype(), shape);
  }

  /** A tensor to be filled, of zeros. */
  static DrawnBatch.ColumnData tensor(String name, DType dtype, List<Integer> shape) {
    long bytes = dtype.bytes();
    for (int axis : shape) {
      bytes = Math.multiplyExact(bytes, axis);
    }
    return new DrawnBatch.ColumnData(
        name, dtype, List.copyOf(shape), new byte[Math.toIntExact(bytes)]);
  }

  /** Name of the column that holds the observation after the step. */
  static String next(ColumnSpec observation) {
    return "new_" + observation.name();
  }
}
