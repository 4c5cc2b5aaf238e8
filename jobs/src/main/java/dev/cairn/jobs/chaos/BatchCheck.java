package dev.cairn.jobs.chaos;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Judges the minibatches that learners were given. */
final class BatchCheck {

  private static final double WEIGHT_TOLERANCE = 1e-3;

  private final SentSteps steps;
  private final Findings findings;
  private final Set<Answer> answers = new HashSet<>();
  private final Map<Reader, Long> attempts = new HashMap<>();
  private long batches;
  private long items;

  private record Answer(String learner, int life, long request) {}

  private record Reader(String learner, int life, String table, int shard) {}

  BatchCheck(SentSteps steps, Findings findings) {
    this.steps = steps;
    this.findings = findings;
  }

  long batches() {
    return batches;
  }

  long items() {
    return items;
  }

  void see(Event.Drawn batch) {
    batches++;
    items += batch.ids().length;
    String where = text(batch);
    for (int i = 0; i < batch.ids().length; i++) {
      steps.compare(batch.numbers()[i], batch.ids()[i], batch.hashes()[i], where, findings);
    }
    if (!answers.add(new Answer(batch.learner(), batch.life(), batch.request()))) {
      findings.add(Anomaly.REPEATED_WITHOUT_RESTART, "given to a learner twice: " + where);
    }
    Reader reader = new Reader(batch.learner(), batch.life(), batch.table(), batch.shard());
    long newest = attempts.merge(reader, batch.attempt(), Math::max);
    if (batch.attempt() < newest) {
      findings.add(Anomaly.WENT_BACK, where + " newest_attempt=" + newest);
    }
    String wrong = wrongWeight(batch);
    if (!wrong.isEmpty()) {
      findings.add(Anomaly.BAD_WEIGHT, wrong + " " + where);
    }
  }

  /** w_i = (N P(i))^-beta / divisor: w_i P(i)^beta is the same for all items of a batch. */
  private static String wrongWeight(Event.Drawn batch) {
    double same = Double.NaN;
    for (int i = 0; i < batch.weights().length; i++) {
      float weight = batch.weights()[i];
      double probability = batch.probabilities()[i];
      String values = "weight=" + weight + " probability=" + probability;
      if (!(weight > 0 && Float.isFinite(weight)) || !(probability > 0 && probability <= 1)) {
        return values;
      }
      double product = weight * Math.pow(probability, batch.beta());
      if (i == 0) {
        same = product;
      } else if (!(Math.abs(product / same - 1) <= WEIGHT_TOLERANCE)) {
        return values + " weight_x_probability^beta=" + product + " of_the_first=" + same;
      }
    }
    return "";
  }

  private static String text(Event.Drawn batch) {
    return "learner="
        + batch.learner()
        + " request="
        + batch.request()
        + " shard="
        + batch.shard()
        + " attempt="
        + batch.attempt()
        + " sequence="
        + batch.sequence();
  }
}
