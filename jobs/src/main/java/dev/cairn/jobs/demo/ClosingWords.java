package dev.cairn.jobs.demo;

import java.util.Locale;

/** What the demo says at its end. */
final class ClosingWords {

  private ClosingWords() {}

  static String of(Summary s, boolean stopped) {
    Ledgers l = s.ledgers();
    return String.format(
        Locale.ROOT,
        """

        %s
          steps    %,d received = %,d assembled + %,d pending + %,d dropped + %,d duplicates + %,d rejected
          items    %,d created = %,d live + %,d evicted; %,d sampled, %.1f for each insert
          updates  %,d received = %,d applied + %,d stale + %,d early + %,d out of order + %,d invalid
          %s
          feedback p50 %s, p99 %s from sent to applied

        Everything is in %s
          learning-curve.png  tiers.png  summary.json  config.yaml  policy.avro  events.out.tfevents.*
        Next:
          scripts/cairn play %s
          scripts/demo --kill-task-manager-at 0.2""",
        headline(s, stopped),
        l.steps().received(),
        l.steps().assembled(),
        l.steps().pending(),
        l.steps().dropped(),
        l.steps().duplicates(),
        l.steps().rejected(),
        l.items().created(),
        l.items().live(),
        l.items().evicted(),
        l.items().sampled(),
        s.samplesPerInsert(),
        l.updates().received(),
        l.updates().applied(),
        l.updates().stale(),
        l.updates().early(),
        l.updates().outOfOrder(),
        l.updates().invalid(),
        s.balanced() ? "every ledger balances" : "LEDGERS DO NOT BALANCE",
        ms(s.feedbackMsP50()),
        ms(s.feedbackMsP99()),
        s.out(),
        s.out());
  }

  private static String headline(Summary s, boolean stopped) {
    if (s.solved()) {
      return String.format(
          Locale.ROOT,
          "solved: 100 greedy episodes average 475 or more with the policy of step %,d (%.0f s)",
          s.envSteps(),
          s.wallSeconds());
    }
    return String.format(
        Locale.ROOT,
        stopped
            ? "stopped after %,d steps (%.0f s)"
            : "not solved within %,d steps (%.0f s): try another --seed or a larger --env-steps",
        s.takenSteps(),
        s.wallSeconds());
  }

  private static String ms(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.1f ms", value) : "unknown";
  }
}
