package dev.cairn.flink;

import dev.cairn.replay.Run;
import dev.cairn.replay.StorageUnit;
import dev.cairn.replay.TableSpec;
import dev.cairn.replay.trajectory.ItemValue;
import java.util.Arrays;

/**
 * Runs of tables whose items are single steps or whole chunks: the chunk as it came, without a
 * copy. Immutable.
 */
final class DirectRuns {

  private final boolean fragments;
  private final ItemValue value;

  DirectRuns(TableSpec table) {
    fragments = table.storage() instanceof StorageUnit.Fragments;
    value = new ItemValue(table.storage());
  }

  Run of(TableChunk chunk, TableChunk.Content content) {
    int items = fragments ? 1 : chunk.steps();
    long[] ids = new long[items];
    int[] rows = new int[items];
    int[] lengths = new int[items];
    for (int item = 0; item < items; item++) {
      ids[item] = ItemIds.id(chunk.origin(), item, 0);
      rows[item] = item;
      lengths[item] = fragments ? chunk.steps() : 1;
    }
    return new Run(
        content.policyVersion(),
        content.episode(),
        content.firstStep(),
        chunk.steps(),
        content.terminated(),
        content.truncated(),
        content.payload(),
        ids,
        rows,
        lengths,
        initial(content, items, chunk.steps()));
  }

  private float[] initial(TableChunk.Content content, int items, int steps) {
    float[] given = content.initial();
    if (given == null) {
      float[] none = new float[items];
      Arrays.fill(none, Float.NaN);
      return none;
    }
    return fragments ? new float[] {value.of(given, 0, steps)} : given;
  }
}
