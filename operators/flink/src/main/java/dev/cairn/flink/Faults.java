package dev.cairn.flink;

import org.jspecify.annotations.Nullable;

/** Faults in the parts of one record, of which one dead letter tells. Not thread-safe. */
final class Faults {

  private @Nullable Rejection first;
  private int count;

  void add(Rejection fault) {
    first = first == null ? fault : first;
    count++;
  }

  /** Throws the first fault, with the number of all, if there are any. */
  void throwIfAny() throws Rejection {
    if (first != null) {
      throw new Rejection(first.reason(), first.detail() + "; faults in this record: " + count);
    }
  }
}
