package dev.cairn.jobs.statistics;

import java.io.PrintStream;
import java.util.Locale;

/** Prints each figure beside its bound, and remembers whether all held. Not thread-safe. */
final class Figures {

  private final PrintStream out;
  private int held;
  private int failed;

  Figures(PrintStream out) {
    this.out = out;
  }

  /** A headline. */
  void title(String text) {
    out.println();
    out.println(text);
  }

  /** A figure that must lie between two bounds, themselves excluded. */
  void between(String name, double value, double low, double high) {
    print(
        name,
        number(value),
        "in (" + number(low) + ", " + number(high) + ")",
        value > low && value < high);
  }

  /** A figure that must be at most so large. */
  void atMost(String name, double value, double bound) {
    print(name, number(value), "<= " + number(bound), value <= bound);
  }

  /** A figure that must be at least so large. */
  void atLeast(String name, double value, double bound) {
    print(name, number(value), ">= " + number(bound), value >= bound);
  }

  /** A count that must be just this. */
  void exactly(String name, long value, long expected) {
    print(name, Long.toString(value), "= " + expected, value == expected);
  }

  /** How many figures were outside of their bounds. */
  int failed() {
    return failed;
  }

  /** The last line: how many figures there were, and how many were outside. */
  void summary() {
    out.println();
    out.println(
        failed == 0
            ? "All " + held + " figures are within their bounds."
            : failed + " of " + (held + failed) + " figures are OUTSIDE of their bounds.");
  }

  private void print(String name, String value, String bound, boolean holds) {
    if (holds) {
      held++;
    } else {
      failed++;
    }
    out.printf(
        Locale.ROOT, "  %-66s %14s  %-22s %s%n", name, value, bound, holds ? "ok" : "FAILED");
    out.flush();
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.4g", value);
  }
}
