package dev.cairn.jobs.demo;

import dev.cairn.jobs.chart.EventFile;
import dev.cairn.jobs.chart.LearningCurve;
import dev.cairn.jobs.chart.TierPicture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Everything that happened in a run, for its tables and pictures. TensorBoard can follow it while
 * it grows. Thread-safe.
 */
final class History implements AutoCloseable {

  private static final int RECENT = 20;

  private final EventFile events;
  private final long startMs;
  private final List<Played> played = new ArrayList<>();
  private final List<Progress> progress = new ArrayList<>();

  History(Path directory, long startMs) {
    this.startMs = startMs;
    try {
      events = new EventFile(directory, startMs);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An episode of a worker, or an evaluation with its mean return. */
  private record Played(long envSteps, double seconds, boolean evaluation, double value) {}

  /** An episode of a worker is over. */
  synchronized void episode(long envSteps, double episodeReturn, long nowMs) {
    played.add(new Played(envSteps, seconds(nowMs), false, episodeReturn));
  }

  /** An evaluation is over. */
  synchronized void evaluation(long envSteps, double meanReturn, long nowMs) {
    played.add(new Played(envSteps, seconds(nowMs), true, meanReturn));
    event(envSteps, nowMs, Map.of("return/evaluation", meanReturn));
  }

  /** A second has passed. */
  synchronized void progress(Progress now, long nowMs) {
    progress.add(now);
    Map<String, Double> scalars = new LinkedHashMap<>();
    scalars.put("return/episodes", now.meanReturn());
    scalars.put("rate/inserts_per_s", now.insertsPerSecond());
    scalars.put("rate/samples_per_s", now.samplesPerSecond());
    scalars.put("rate/samples_per_insert", now.samplesPerInsert());
    scalars.put("feedback_ms/p50", now.feedbackMsP50());
    scalars.put("feedback_ms/p99", now.feedbackMsP99());
    scalars.put("learner/updates", (double) now.updates());
    scalars.put("learner/policy_lag", now.policyLag());
    scalars.put("learner/effective_sample_size", now.effectiveSampleSize());
    for (int t = 0; t < now.tiers().size(); t++) {
      scalars.put("tier_" + t + "/items", (double) now.tiers().get(t));
    }
    for (int t = 0; t < now.medians().size(); t++) {
      scalars.put("tier_" + t + "/priority_median", (double) now.medians().get(t));
    }
    event(now.envSteps(), nowMs, scalars);
  }

  /** Mean return of the last 20 episodes; NaN when there is none. */
  synchronized double meanReturn() {
    double sum = 0;
    int count = 0;
    for (int i = played.size() - 1; i >= 0 && count < RECENT; i--) {
      if (!played.get(i).evaluation()) {
        sum += played.get(i).value();
        count++;
      }
    }
    return count == 0 ? Double.NaN : sum / count;
  }

  /** Median over the run of what is known of a figure; NaN when nothing is. */
  synchronized double median(ToDoubleFunction<Progress> figure) {
    double[] known =
        progress.stream().mapToDouble(figure).filter(Double::isFinite).sorted().toArray();
    return known.length == 0 ? Double.NaN : known[known.length / 2];
  }

  /** Mean over the run of what is known of a figure; NaN when nothing is. */
  synchronized double mean(ToDoubleFunction<Progress> figure) {
    return progress.stream()
        .mapToDouble(figure)
        .filter(Double::isFinite)
        .average()
        .orElse(Double.NaN);
  }

  /** Writes tables and pictures into the folder. */
  synchronized void write(RunFolder folder, String title, double goal) throws IOException {
    List<String> curve = new ArrayList<>(List.of("env_steps,seconds,kind,return"));
    List<LearningCurve.Point> episodes = new ArrayList<>();
    List<LearningCurve.Point> evaluations = new ArrayList<>();
    for (Played p : played) {
      String kind = p.evaluation() ? "evaluation" : "episode";
      curve.add(
          String.format(
              Locale.ROOT, "%d,%.2f,%s,%.2f", p.envSteps(), p.seconds(), kind, p.value()));
      (p.evaluation() ? evaluations : episodes)
          .add(new LearningCurve.Point(p.envSteps(), p.value()));
    }
    Files.write(folder.curveTable(), curve);
    List<String> table = new ArrayList<>(List.of(Progress.HEADER));
    progress.forEach(p -> table.add(p.csv()));
    Files.write(folder.progressTable(), table);
    LearningCurve.write(folder.curvePicture(), title, episodes, evaluations, goal);
    TierPicture.write(
        folder.tierPicture(),
        progress.stream()
            .filter(p -> !p.tiers().isEmpty())
            .map(p -> new TierPicture.Snapshot(p.envSteps(), p.tiers(), p.medians(), p.highs()))
            .toList());
  }

  @Override
  public synchronized void close() {
    try {
      events.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void event(long envSteps, long nowMs, Map<String, Double> scalars) {
    try {
      events.add(envSteps, nowMs, scalars);
      events.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private double seconds(long nowMs) {
    return (nowMs - startMs) / 1000.0;
  }
}
