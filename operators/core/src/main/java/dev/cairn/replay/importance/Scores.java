package dev.cairn.replay.importance;

import java.io.IOException;

/** Checks that all normalisers share. */
final class Scores {

  static void requireFinite(double score) {
    if (!Double.isFinite(score)) {
      throw new IllegalArgumentException("a score must be finite: score=" + score);
    }
  }

  static void requireVersion(int expected, int found) throws IOException {
    if (found != expected) {
      throw new IOException(
          "state of a normaliser must be of version " + expected + ": version=" + found);
    }
  }

  private Scores() {}
}
