package dev.cairn.jobs.chaos;

/** Judges the savepoint at the end against what was sent. */
final class AuditCheck {

  private static final double ROUNDING = 1.0 / 65535;

  private final SentSteps steps;
  private final Findings findings;
  private final Event.Audited audit;
  private long held;

  AuditCheck(SentSteps steps, Findings findings, Event.Audited audit) {
    this.steps = steps;
    this.findings = findings;
    this.audit = audit;
  }

  void see(Event.Held item) {
    held++;
    steps.compare(item.number(), item.id(), item.hash(), "in the savepoint", findings);
    if (steps.hold(item.number(), item.value()) > 1) {
      findings.add(
          Anomaly.DOUBLED, "step=" + StepNumber.text(item.number()) + " second id=" + item.id());
    }
    double floor = audit.floors()[item.tier()];
    if (item.importance() < floor - ROUNDING) {
      findings.add(
          Anomaly.WRONG_TIER,
          "id="
              + item.id()
              + " tier="
              + item.tier()
              + " importance="
              + item.importance()
              + " least="
              + floor);
    }
  }

  void end() {
    audit.violations().forEach(line -> findings.add(Anomaly.BROKEN_STATE, line));
    Event.Items items = audit.items();
    require("items created = live + evicted", items.created(), items.live() + items.evicted());
    require("items live = items in the savepoint", items.live(), held);
    require("steps", audit.steps());
    require("updates", audit.updates());
    long[] count = new long[2];
    steps.forEach(
        (number, acknowledged, times, value, update) -> {
          count[acknowledged ? 0 : 1]++;
          if (acknowledged && times == 0 && items.evicted() == 0) {
            findings.add(
                Anomaly.LOST, "step=" + StepNumber.text(number) + " acknowledged, not held");
          }
        });
    long acknowledged = count[0];
    long possible = count[0] + count[1];
    String counted =
        "created=" + items.created() + " acknowledged=" + acknowledged + " sent=" + possible;
    if (items.evicted() > 0) {
      // Which items went nobody knows, but how many there ever were.
      findings.add(Anomaly.LOST, Math.max(0, acknowledged - items.created()), counted);
    }
    if (items.created() > possible) {
      findings.add(Anomaly.DOUBLED, items.created() - possible, counted);
    }
  }

  private void require(String name, Event.Ledger ledger) {
    require(
        name + " received = what became of them", ledger.received(), ledger.used() + ledger.rest());
  }

  private void require(String rule, long left, long right) {
    if (left != right) {
      findings.add(
          Anomaly.LEDGER_UNBALANCED,
          audit.table() + ": " + rule + ": left=" + left + " right=" + right);
    }
  }
}
