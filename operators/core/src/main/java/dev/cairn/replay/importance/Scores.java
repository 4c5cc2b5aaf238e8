package dev.cairn.replay.importance;

import java.io.IOException;

/** Checks that all normalisers share. */
final class Scores {

  static void requireFinite(double score) {
    if (!Double.isFinite(score)) {
      throw new IllegalArgumentException("a score must be finite: score=" + score);
    }
  }

  /** Place of a score between two others, kept within [0, 1], in units; 0 when they are equal. */
  static int between(double low, double high, double score) {
    // Halves, as high - low may overflow.
    double span = high / 2 - low / 2;
    double r = span > 0 ? (score / 2 - low / 2) / span : 0;
    return (int) (Math.max(0, Math.min(1, r)) * Normaliser.UNITS);
  }

  static void requireVersion(int expected, int found) throws IOException {
    if (found != expected) {
      throw new IOException(
          "state of a normaliser must be of version " + expected + ": version=" + found);
    }
  }

  private Scores() {}
}
