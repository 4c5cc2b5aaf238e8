package dev.cairn.jobs.config;

import java.util.Collection;

/** What a misspelt word was probably meant to be. */
final class Spelling {

  private Spelling() {}

  /** "; did you mean x?" for the nearest allowed word, or nothing when none is near. */
  static String hint(String word, Collection<String> allowed) {
    String nearest = "";
    int best = Math.max(1, word.length() / 3) + 1;
    for (String candidate : allowed) {
      int distance = distance(word, candidate);
      if (distance < best) {
        best = distance;
        nearest = candidate;
      }
    }
    return nearest.isEmpty() ? "" : "; did you mean " + nearest + "?";
  }

  /** Edits (insert, delete, replace, swap of neighbours) between two words. O(|a| |b|). */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int replace = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(d[i - 1][j - 1] + replace, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
