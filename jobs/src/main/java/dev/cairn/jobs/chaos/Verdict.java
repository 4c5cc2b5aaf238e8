package dev.cairn.jobs.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a history shows.
 *
 * @param found anomalies; none in a right run
 * @param acknowledged steps that Kafka acknowledged
 * @param unknown steps of which nobody knows whether they were written
 * @param batches minibatches that learners were given
 * @param items items in them
 * @param faults faults that began
 * @param recoveries of each fault that was healed before the next
 */
record Verdict(
    Map<Anomaly, Finding> found,
    long acknowledged,
    long unknown,
    long batches,
    long items,
    int faults,
    List<Recovery> recoveries) {

  /**
   * An anomaly.
   *
   * @param count how often it was seen
   * @param example the first, with names and values
   */
  record Finding(long count, String example) {}

  /**
   * How minibatches came again after a fault.
   *
   * @param fault its number
   * @param kind of the fault
   * @param role whom it hit
   * @param ms from its end to the first minibatch; of a new attempt, where the fault made one
   */
  record Recovery(int fault, String kind, String role, long ms) {}

  Verdict {
    found = Map.copyOf(found);
    recoveries = List.copyOf(recoveries);
  }

  boolean isRight() {
    return found.isEmpty();
  }

  long count(Anomaly anomaly) {
    Finding finding = found.get(anomaly);
    return finding == null ? 0 : finding.count();
  }

  /** For people: one line for what was seen, and one for each anomaly with an example. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "acknowledged "
            + acknowledged
            + " steps, unknown "
            + unknown
            + ", drawn "
            + items
            + " items in "
            + batches
            + " batches");
    for (Anomaly anomaly : Anomaly.values()) {
      Finding finding = found.get(anomaly);
      if (finding != null) {
        lines.add(anomaly.text() + " " + finding.count() + ", such as: " + finding.example());
      }
    }
    return lines;
  }

  /** The last line of a run: {@code lost 0 doubled 0 faults 5 recovered-in ...}. */
  String summary() {
    return "lost "
        + count(Anomaly.LOST)
        + " doubled "
        + count(Anomaly.DOUBLED)
        + " faults "
        + faults
        + " recovered-in "
        + times();
  }

  private String times() {
    if (recoveries.isEmpty()) {
      return "-";
    }
    List<Long> sorted = recoveries.stream().map(Recovery::ms).sorted().toList();
    return seconds(sorted.get(sorted.size() / 2))
        + " median "
        + seconds(sorted.get(sorted.size() - 1))
        + " longest";
  }

  private static String seconds(long ms) {
    return String.format(Locale.ROOT, "%.1f s", ms / 1000.0);
  }

  /** One line for each recovery. */
  List<String> recoveryLines() {
    return recoveries.stream()
        .map(
            r ->
                String.format(
                    Locale.ROOT,
                    "fault %-3d %-20s recovered-in %6s  %s",
                    r.fault() + 1,
                    r.kind(),
                    seconds(r.ms()),
                    r.role()))
        .toList();
  }
}
