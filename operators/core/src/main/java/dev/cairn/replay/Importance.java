package dev.cairn.replay;

import dev.cairn.replay.importance.Normaliser;
import dev.cairn.replay.importance.ScoredItem;
import dev.cairn.replay.importance.Scorer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * Importance of the items of one shard, in units of 1/65535: of one scorer and its normaliser, or
 * the weighted mean of several. A part that has no score for an item counts as r = 0.
 *
 * <p>A part that feedback changes scores nothing where nothing depends on it, that is, in a table
 * of one tier: its items stay unscored. Not thread-safe.
 */
final class Importance {

  /** The item is to be scored by its first feedback. */
  static final int UNSCORED = -1;

  /** Feedback does not change the importance. */
  static final int UNCHANGED = -1;

  private final ImportanceSpec spec;
  private final Scorer[] scorers;
  private final Normaliser[] normalisers;
  private final double[] weights;
  // The part that feedback changes, or -1.
  private final int rescored;
  // Whether that part is scored: it costs a sixth of a draw with feedback.
  private final boolean rescores;
  private int base;

  /**
   * @throws IllegalArgumentException when a scorer does not fit the signature
   */
  Importance(TableSpec table) {
    spec = table.importance();
    int parts = spec.parts().size();
    scorers = new Scorer[parts];
    normalisers = new Normaliser[parts];
    weights = new double[parts];
    double sum = spec.parts().stream().mapToDouble(ImportanceSpec.Part::weight).sum();
    int found = -1;
    for (int i = 0; i < parts; i++) {
      ImportanceSpec.Part part = spec.parts().get(i);
      scorers[i] = part.scorer().scorer(table.signature());
      normalisers[i] = part.normaliser().normaliser();
      weights[i] = part.weight() / sum;
      if (scorers[i].isRescored()) {
        if (found >= 0) {
          throw new IllegalArgumentException(
              "one scorer at most may be changed by feedback: scorers="
                  + spec.parts().get(found).scorer()
                  + ", "
                  + part.scorer());
        }
        found = i;
      }
    }
    rescored = found;
    rescores = found >= 0 && isNeeded(table);
  }

  /** Whether anything depends on importance: where an item is, or what a remover of a user does. */
  private static boolean isNeeded(TableSpec table) {
    return table.tiers().size() > 1 || table.remover().kind() == RemoverSpec.Kind.CUSTOM;
  }

  /** Importance of a new item, or {@link #UNSCORED}. */
  int atInsert(ScoredItem item) {
    boolean unscored = false;
    double r = 0;
    double other = 0;
    for (int i = 0; i < scorers.length; i++) {
      double score = i == rescored && !rescores ? Double.NaN : scorers[i].atInsert(item);
      // A sum of huge rewards may be infinite: no score, rather than a job that restarts for ever.
      if (Double.isFinite(score)) {
        int part = normalisers[i].importance(score);
        r += weights[i] * part;
        other += i == rescored ? 0 : weights[i] * part;
      } else if (i == rescored) {
        unscored = true;
      }
    }
    base = (int) other;
    return unscored ? UNSCORED : (int) r;
  }

  /**
   * Of the item that {@link #atInsert} saw last: what the parts that feedback does not change add
   * to its importance. To be kept with the item where {@link #keepsBase}.
   */
  int base() {
    return base;
  }

  /** Whether importance after feedback is made of more than the feedback. */
  boolean keepsBase() {
    return rescored >= 0 && scorers.length > 1;
  }

  /**
   * Importance after feedback, or {@link #UNCHANGED}.
   *
   * @param value the item's value now
   * @param before its own value before, or {@link LiveMaximum#NONE}
   * @param kept its {@link #base}, where it is kept
   */
  int atFeedback(float value, float before, int kept) {
    if (!rescores) {
      return UNCHANGED;
    }
    forget(before);
    int part = normalisers[rescored].importance(scorers[rescored].atFeedback(value));
    return scorers.length == 1 ? part : kept + (int) (weights[rescored] * part);
  }

  /** An item has gone, or its own value is replaced; {@link LiveMaximum#NONE} if it had none. */
  void forget(float own) {
    if (own != LiveMaximum.NONE && rescores) {
      normalisers[rescored].forget(scorers[rescored].atFeedback(own));
    }
  }

  /** A restored item has a value of its own, or {@link LiveMaximum#NONE}. */
  void recall(float own) {
    if (own != LiveMaximum.NONE && rescores) {
      normalisers[rescored].recall(scorers[rescored].atFeedback(own));
    }
  }

  void write(DataOutput out) throws IOException {
    ByteArrayOutputStream state = new ByteArrayOutputStream();
    DataOutputStream parts = new DataOutputStream(state);
    for (int i = 0; i < scorers.length; i++) {
      scorers[i].write(parts);
      normalisers[i].write(parts);
    }
    ShardHeader.writeText(out, spec.toString());
    out.writeInt(state.size());
    out.write(state.toByteArray());
  }

  /** Where importance is configured otherwise than before, its state starts anew. */
  void read(DataInput in) throws IOException {
    boolean same = ShardHeader.readText(in).equals(spec.toString());
    byte[] state = new byte[in.readInt()];
    in.readFully(state);
    DataInputStream parts = new DataInputStream(new ByteArrayInputStream(state));
    for (int i = 0; same && i < scorers.length; i++) {
      scorers[i].read(parts);
      normalisers[i].read(parts);
    }
  }
}
