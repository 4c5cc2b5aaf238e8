package dev.cairn.jobs.chaos;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Judges feedback: what Kafka acknowledged was counted, nothing was counted twice, and the newest
 * value of each item is in force unless it came early or stale, which the ledger counts.
 */
final class FeedbackCheck {

  private final SentSteps steps;
  private final Findings findings;
  private final Map<Update, Event.Fed> open = new HashMap<>();

  /** Steps of which an update may or may not have been written: their value proves nothing. */
  private final Set<Long> doubtful = new HashSet<>();

  private long acknowledged;
  private long unknown;

  private record Update(String learner, int life, long update) {}

  FeedbackCheck(SentSteps steps, Findings findings) {
    this.steps = steps;
    this.findings = findings;
  }

  void see(Event.Fed fed) {
    open.put(new Update(fed.learner(), fed.life(), fed.update()), fed);
  }

  void see(Event.FeedEnded ended) {
    Event.Fed fed = open.remove(new Update(ended.learner(), ended.life(), ended.update()));
    if (fed == null) {
      throw new IllegalArgumentException("feedback must be sent before its end is seen: " + ended);
    }
    switch (ended.outcome()) {
      case ok -> {
        acknowledged += fed.values().length;
        for (int i = 0; i < fed.values().length; i++) {
          steps.update(fed.numbers()[i], fed.attempt(), fed.sequence(), fed.values()[i]);
        }
      }
      case unknown -> doubt(fed);
      case fail -> {}
    }
  }

  private void doubt(Event.Fed fed) {
    unknown += fed.values().length;
    for (long number : fed.numbers()) {
      doubtful.add(number);
    }
  }

  /** Compares with the ledger of updates and the values held. */
  void end(Event.Audited audit) {
    open.values().forEach(this::doubt);
    open.clear();
    long received = audit.updates().received();
    String counted =
        "received=" + received + " acknowledged=" + acknowledged + " unknown=" + unknown;
    findings.add(Anomaly.FEEDBACK_LOST, Math.max(0, acknowledged - received), counted);
    findings.add(Anomaly.FEEDBACK_DOUBLED, Math.max(0, received - acknowledged - unknown), counted);
    requireInForce(audit.updates().late());
  }

  private void requireInForce(long late) {
    long[] missed = new long[1];
    String[] example = {""};
    steps.forEach(
        (number, written, held, value, update) -> {
          if (held > 0 && !Float.isNaN(update) && value != update && !doubtful.contains(number)) {
            missed[0]++;
            if (example[0].isEmpty()) {
              example[0] =
                  "step=" + StepNumber.text(number) + " value=" + value + " update=" + update;
            }
          }
        });
    findings.add(
        Anomaly.FEEDBACK_LOST,
        Math.max(0, missed[0] - late),
        example[0] + " not_in_force=" + missed[0] + " early_or_stale=" + late);
  }
}
