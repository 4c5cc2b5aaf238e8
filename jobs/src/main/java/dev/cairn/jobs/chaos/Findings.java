package dev.cairn.jobs.chaos;

import java.util.EnumMap;
import java.util.Map;

/** Anomalies that were found: how many of each kind, and the first as an example. */
final class Findings {

  private final Map<Anomaly, Verdict.Finding> found = new EnumMap<>(Anomaly.class);

  void add(Anomaly anomaly, String example) {
    add(anomaly, 1, example);
  }

  /**
   * @param count how many at once; nothing is noted for 0
   */
  void add(Anomaly anomaly, long count, String example) {
    if (count > 0) {
      found.merge(
          anomaly,
          new Verdict.Finding(count, example),
          (first, more) -> new Verdict.Finding(first.count() + more.count(), first.example()));
    }
  }

  Map<Anomaly, Verdict.Finding> all() {
    return found;
  }
}
