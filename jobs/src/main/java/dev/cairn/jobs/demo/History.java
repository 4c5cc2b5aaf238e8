package dev.cairn.jobs.demo;

import dev.cairn.jobs.chart.EventFile;
import dev.cairn.jobs.chart.LearningCurve;
import dev.cairn.jobs.chart.TierPicture;
import java.io.IOException;
import java.io.PrintWriter;
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
 * Everything that happened in a run, for its tables and pictures. Tables grow line by line, and
 * TensorBoard can follow. A run that is resumed goes on with them: its learning curve is whole,
 * while figures over the run and the picture of the tiers begin anew. Thread-safe.
 */
final class History implements AutoCloseable {

  private static final int RECENT = 20;
  private static final String CURVE = "env_steps,seconds,kind,return";

  private final EventFile events;
  private final PrintWriter curve;
  private final PrintWriter table;
  private final long startMs;
  private final List<Played> played = new ArrayList<>();
  private final List<Progress> progress = new ArrayList<>();

  /**
   * @param folder of a new run, or of one that goes on
   * @param nowMs ms since the epoch
   */
  History(RunFolder folder, long nowMs) {
    try {
      List<String> before = lines(folder.curveTable(), CURVE);
      before.forEach(line -> played.add(Played.of(line)));
      startMs = nowMs - (played.isEmpty() ? 0 : (long) (1000 * last(played).seconds()));
      curve = writer(folder.curveTable(), CURVE, before);
      List<String> seconds = lines(folder.progressTable(), Progress.HEADER);
      table = writer(folder.progressTable(), Progress.HEADER, seconds);
      events = new EventFile(folder.path(), nowMs);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whole lines of a table that a run left, without its header; the last may have been cut off. */
  private static List<String> lines(Path file, String header) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    int cells = header.split(",", -1).length;
    String text = Files.readString(file);
    return text.substring(0, text.lastIndexOf('\n') + 1)
        .lines()
        .skip(1)
        .filter(line -> line.split(",", -1).length == cells)
        .toList();
  }

  private static PrintWriter writer(Path file, String header, List<String> lines)
      throws IOException {
    PrintWriter out = new PrintWriter(Files.newBufferedWriter(file));
    out.println(header);
    lines.forEach(out::println);
    out.flush();
    return out;
  }

  private static Played last(List<Played> played) {
    return played.get(played.size() - 1);
  }

  /** An episode of a worker, or an evaluation with its mean return. */
  private record Played(long envSteps, double seconds, boolean evaluation, double value) {

    static Played of(String csv) {
      String[] cells = csv.split(",", -1);
      return new Played(
          Long.parseLong(cells[0]),
          Double.parseDouble(cells[1]),
          cells[2].equals("evaluation"),
          Double.parseDouble(cells[3]));
    }

    String csv() {
      return String.format(
          Locale.ROOT,
          "%d,%.2f,%s,%.2f",
          envSteps,
          seconds,
          evaluation ? "evaluation" : "episode",
          value);
    }
  }

  /** An episode of a worker is over. */
  synchronized void episode(long envSteps, double episodeReturn, long nowMs) {
    played(new Played(envSteps, seconds(nowMs), false, episodeReturn));
  }

  /** An evaluation is over. */
  synchronized void evaluation(long envSteps, double meanReturn, long nowMs) {
    played(new Played(envSteps, seconds(nowMs), true, meanReturn));
    event(envSteps, nowMs, Map.of("return/evaluation", meanReturn));
  }

  private void played(Played one) {
    played.add(one);
    curve.println(one.csv());
    curve.flush();
  }

  /** A second has passed. */
  synchronized void progress(Progress now, long nowMs) {
    progress.add(now);
    table.println(now.csv());
    table.flush();
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

  /** Draws the pictures into the folder. */
  synchronized void draw(RunFolder folder, String title, double goal) throws IOException {
    List<LearningCurve.Point> episodes = new ArrayList<>();
    List<LearningCurve.Point> evaluations = new ArrayList<>();
    for (Played p : played) {
      (p.evaluation() ? evaluations : episodes)
          .add(new LearningCurve.Point(p.envSteps(), p.value()));
    }
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
    curve.close();
    table.close();
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
