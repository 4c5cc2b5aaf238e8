package dev.cairn.jobs.chaos;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Judges whether minibatches flow again after faults, and how soon. */
final class FlowCheck {

  private final Findings findings;
  private final List<Batch> batches = new ArrayList<>();
  private final List<Event.FaultBegan> faults = new ArrayList<>();
  private final Map<Integer, Long> healed = new HashMap<>();
  private final List<Event.Calm> calms = new ArrayList<>();
  private final TreeSet<Long> caughtUp = new TreeSet<>();

  private record Batch(long timeMs, long attempt) {}

  FlowCheck(Findings findings) {
    this.findings = findings;
  }

  void see(Event.Drawn batch) {
    batches.add(new Batch(batch.timeMs(), batch.attempt()));
  }

  void see(Event.FaultBegan fault) {
    faults.add(fault);
  }

  void see(Event.FaultEnded fault) {
    healed.put(fault.fault(), fault.timeMs());
  }

  void see(Event.Calm event) {
    calms.add(event);
  }

  void see(Event.CaughtUp event) {
    caughtUp.add(event.timeMs());
  }

  int faults() {
    return faults.size();
  }

  /** How long after each fault was healed minibatches came again. */
  List<Verdict.Recovery> recoveries() {
    batches.sort(Comparator.comparingLong(Batch::timeMs));
    faults.sort(Comparator.comparingLong(Event.FaultBegan::timeMs));
    List<Verdict.Recovery> recoveries = new ArrayList<>();
    for (int f = 0; f < faults.size(); f++) {
      Event.FaultBegan fault = faults.get(f);
      Long end = healed.get(fault.fault());
      long next = f + 1 < faults.size() ? faults.get(f + 1).timeMs() : Long.MAX_VALUE;
      if (end != null && end < next) {
        long flows = flows(fault.timeMs(), end, next);
        if (flows < next) {
          recoveries.add(
              new Verdict.Recovery(
                  fault.fault(), fault.kind(), fault.role(), Math.max(0, flows - end)));
        }
      }
    }
    return recoveries;
  }

  /** Batches that were on their way when the fault came do not count if it made a new attempt. */
  private long flows(long beganMs, long endMs, long untilMs) {
    long attempt = Long.MAX_VALUE;
    long after = Long.MAX_VALUE;
    long before = Long.MIN_VALUE;
    for (Batch batch : batches) {
      if (batch.timeMs() < beganMs) {
        before = Math.max(before, batch.attempt());
      } else if (batch.timeMs() < untilMs) {
        if (batch.attempt() > before && before != Long.MIN_VALUE) {
          attempt = Math.min(attempt, batch.timeMs());
        }
        if (batch.timeMs() >= endMs) {
          after = Math.min(after, batch.timeMs());
        }
      }
    }
    return attempt != Long.MAX_VALUE ? attempt : after;
  }

  void end() {
    calms.sort(Comparator.comparingLong(Event.Calm::timeMs));
    calms.forEach(this::end);
  }

  private void end(Event.Calm calm) {
    long from = calm.timeMs();
    long until = from + calm.limitMs();
    if (batches.stream().noneMatch(b -> b.timeMs() >= from && b.timeMs() <= until)) {
      findings.add(Anomaly.STALLED, "no minibatch within ms=" + calm.limitMs() + " of=" + from);
    }
    Long taken = caughtUp.ceiling(from);
    if (taken == null || taken > until) {
      findings.add(
          Anomaly.STALLED,
          "acknowledged steps were not taken in within ms=" + calm.limitMs() + " of=" + from);
    }
  }
}
