package dev.cairn.jobs.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Judges a run by what was written down of it and by the savepoint at its end.
 *
 * <p>Nothing acknowledged is lost, nothing is there twice, nothing is there that nobody sent, and
 * each item has the payload with which it was sent; ledgers balance; minibatches repeat over
 * restarts alone; weights are those of the probabilities; feedback counts once. A call that was not
 * answered is unknown: it may have taken effect or not.
 *
 * <p>A pure function of the events, whose order matters only among those of one process. Every step
 * goes to one table, and each item is one step.
 */
final class HistoryChecker {

  /** Events that can be gone through again and again. */
  interface Source {
    void forEach(Consumer<Event> each);
  }

  private final Findings findings = new Findings();
  private final SentSteps steps = new SentSteps();
  private final BatchCheck batches = new BatchCheck(steps, findings);
  private final EmissionCheck emissions = new EmissionCheck(findings);
  private final FeedbackCheck feedback = new FeedbackCheck(steps, findings);
  private final FlowCheck flow = new FlowCheck(findings);
  private final List<Event.Audited> audits = new ArrayList<>();

  private HistoryChecker() {}

  /**
   * @throws IllegalArgumentException when the events cannot be a history: an answer to a call that
   *     nobody made
   */
  static Verdict check(Source history) {
    HistoryChecker checker = new HistoryChecker();
    history.forEach(checker.steps::take);
    checker.steps.seal();
    history.forEach(checker::see);
    checker.emissions.end();
    checker.flow.end();
    checker.audit(history);
    return checker.verdict();
  }

  private void see(Event event) {
    if (event instanceof Event.Drawn batch) {
      batches.see(batch);
      flow.see(batch);
    } else if (event instanceof Event.Emitted batch) {
      emissions.see(batch);
    } else if (event instanceof Event.Fed fed) {
      feedback.see(fed);
    } else if (event instanceof Event.FeedEnded ended) {
      feedback.see(ended);
    } else if (event instanceof Event.FaultBegan fault) {
      flow.see(fault);
      emissions.disturb(fault.timeMs());
    } else if (event instanceof Event.FaultEnded fault) {
      flow.see(fault);
      emissions.disturb(fault.timeMs());
    } else if (event instanceof Event.Restarted restarted) {
      emissions.disturb(restarted.timeMs());
    } else if (event instanceof Event.Calm calm) {
      flow.see(calm);
    } else if (event instanceof Event.CaughtUp caughtUp) {
      flow.see(caughtUp);
    } else if (event instanceof Event.Audited audited) {
      audits.add(audited);
    }
  }

  private void audit(Source history) {
    if (audits.size() != 1) {
      findings.add(
          Anomaly.NOT_AUDITED,
          "a run must end with one audit of its table: audits=" + audits.size());
      return;
    }
    Event.Audited audited = audits.get(0);
    AuditCheck audit = new AuditCheck(steps, findings, audited);
    history.forEach(
        event -> {
          if (event instanceof Event.Held held) {
            audit.see(held);
          }
        });
    audit.end();
    feedback.end(audited);
  }

  private Verdict verdict() {
    long[] written = new long[2];
    steps.forEach((number, acknowledged, held, value, update) -> written[acknowledged ? 0 : 1]++);
    return new Verdict(
        findings.all(),
        written[0],
        written[1],
        batches.batches(),
        batches.items(),
        flow.faults(),
        flow.recoveries());
  }
}
