package dev.cairn.replay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was found broken, a few lines a rule: one damaged block breaks hundreds of items alike. */
final class Violations {

  private static final int LINES = 3;

  private final Map<String, List<String>> details = new LinkedHashMap<>();
  private final Map<String, Integer> counts = new LinkedHashMap<>();

  /** Notes that a rule is broken. */
  void add(String rule, String detail) {
    if (counts.merge(rule, 1, Integer::sum) <= LINES) {
      details.computeIfAbsent(rule, name -> new ArrayList<>()).add(detail);
    }
  }

  /** Notes that a rule is broken unless the two are equal. */
  void requireEqual(String rule, String left, long a, String right, long b) {
    if (a != b) {
      add(rule, left + "=" + a + " " + right + "=" + b);
    }
  }

  /** One line each: the rule, then names and values. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    details.forEach(
        (rule, found) -> {
          found.forEach(detail -> lines.add(rule + ": " + detail));
          int more = counts.getOrDefault(rule, 0) - found.size();
          if (more > 0) {
            lines.add(rule + ": and " + more + " more");
          }
        });
    return lines;
  }
}
