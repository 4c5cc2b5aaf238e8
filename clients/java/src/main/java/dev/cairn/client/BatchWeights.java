package dev.cairn.client;

import dev.cairn.client.ImportanceWeights.Divisor;
import dev.cairn.schema.Minibatch;
import dev.cairn.schema.Stats;
import dev.cairn.schema.TableTotals;
import dev.cairn.schema.TierTotals;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Importance weights of the batches of one reader: its schedule, its divisor. */
final class BatchWeights {

  private final ReaderOptions options;
  private final TableInfo info;

  BatchWeights(ReaderOptions options, TableInfo info) {
    this.options = options;
    this.info = info;
  }

  /**
   * The weight of each item.
   *
   * @param step of the learner
   * @throws IllegalArgumentException when the table's shards do not allow the divisor
   */
  float[] of(Minibatch batch, long step) {
    double[] probabilities = new double[batch.getItems()];
    ByteBuffer data = batch.getProbabilities().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    data.asDoubleBuffer().get(probabilities);
    TableTotals totals = batch.getTotals();
    return ImportanceWeights.of(
        probabilities,
        drawable(totals),
        totals.getMinProbability(),
        options.beta().at(step),
        divisor());
  }

  /** N. Where every weight is 0, all items count as weight 1 and so as drawable. */
  private static long drawable(TableTotals totals) {
    return totals.getDrawable() > 0
        ? totals.getDrawable()
        : totals.getTiers().stream().mapToLong(TierTotals::getLive).sum();
  }

  private Divisor divisor() {
    List<Stats> shards = info.shards(options.table());
    boolean one = !shards.isEmpty() && shards.get(0).getShards() == 1;
    Divisor chosen = options.divisor();
    if (chosen == null) {
      return one ? Divisor.BATCH : Divisor.TABLE;
    }
    if (!one && (chosen == Divisor.BATCH || chosen == Divisor.MEAN)) {
      throw new IllegalArgumentException(
          "with more than one shard a batch of one of them may not be its own divisor: divisor="
              + chosen
              + " allowed=[TABLE, NONE]");
    }
    return chosen;
  }
}
