package dev.cairn.jobs.endurance;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** What a run must show. Prints each claim with the figure that was seen. */
final class Claims {

  private final List<String> broken = new ArrayList<>();

  /**
   * One claim.
   *
   * @param holds whether it was seen
   * @param seen what was promised and what was seen
   */
  void check(boolean holds, String seen) {
    System.out.println((holds ? "  holds   " : "  BROKEN  ") + seen);
    if (!holds) {
      broken.add(seen);
    }
  }

  /** Lines that say what is wrong; none is a claim that holds. */
  void checkNone(List<String> wrong, String claim) {
    check(wrong.isEmpty(), claim);
    wrong.forEach(line -> System.out.println("          " + line));
  }

  /** Prints the verdict: 0 when every claim holds, else 1. */
  int exitCode() {
    System.out.println(
        broken.isEmpty() ? "verdict: everything holds" : "verdict: " + broken.size() + " BROKEN");
    return broken.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }
}
