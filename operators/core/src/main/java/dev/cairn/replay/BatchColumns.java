package dev.cairn.replay;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Gathers the payload of drawn items into one tensor a column, as the table's storage unit presents
 * them: straight from the segments' bytes, without objects for items. Not thread-safe.
 *
 * <p>All units have {@code eps_id} (int64) and {@code t} (int64, index in the episode). A stacked
 * column of k frames has an axis [k] before its own.
 */
interface BatchColumns {

  /**
   * The columns of a batch that holds the items in these slots; of none, columns of no rows. Their
   * tensors may be filled anew by the next call.
   */
  List<DrawnBatch.ColumnData> gather(int[] slots);

  /**
   * How the table presents its items.
   *
   * @param likelihood of items to be drawn again
   */
  static BatchColumns of(
      TableSpec spec, ItemIndex index, PayloadStore payload, ItemCache.Likelihood likelihood) {
    Layout layout = new Layout(spec.signature());
    List<ColumnSpec> columns = spec.signature().columns();
    ItemRows rows = new ItemRows(layout, index, payload, likelihood);
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

  /**
   * Refuses a column whose name a batch gives to one of its own.
   *
   * @throws IllegalArgumentException when there is one
   */
  static void requireFree(Signature signature, StorageUnit unit) {
    Set<String> taken = new HashSet<>(Set.of("terminateds", "truncateds", "eps_id", "t"));
    if (unit instanceof StorageUnit.Sequences) {
      taken.addAll(Set.of("mask", "seq_lens"));
    } else {
      for (ColumnSpec column : signature.columns()) {
        if (column.observation()) {
          taken.add(next(column));
        }
      }
    }
    if (unit instanceof StorageUnit.Episodes || unit instanceof StorageUnit.Fragments) {
      taken.addAll(Set.of("seq_lens", "cuts"));
    } else if (unit instanceof StorageUnit.Options
        || (unit instanceof StorageUnit.Timesteps timesteps && !timesteps.single())) {
      taken.addAll(Set.of("n_steps", "discounts"));
    }
    for (ColumnSpec column : signature.columns()) {
      if (taken.contains(column.name())) {
        throw new IllegalArgumentException(
            "a column must not have the name of one that every minibatch of the table has; give it"
                + " another: column="
                + column.name()
                + " taken="
                + new TreeSet<>(taken));
      }
    }
  }

  /** Name of the column that holds the observation after the step. */
  static String next(ColumnSpec observation) {
    return "new_" + observation.name();
  }
}
