package dev.cairn.replay;

/** An item of the naive reference. */
final class ReferenceItem implements Cloneable {

  long id;
  long order;
  long policyVersion;
  long insertedMs;
  long episode;
  long step;
  boolean terminated;
  boolean truncated;
  float reward;
  int tier;
  int importance;
  boolean unscored;
  boolean own;
  float value;
  long sampled;
  boolean excluded;
  long attempt = Long.MIN_VALUE;
  long sequence;

  ReferenceItem copy() {
    try {
      return (ReferenceItem) clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }
}
