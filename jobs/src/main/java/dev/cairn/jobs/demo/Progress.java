package dev.cairn.jobs.demo;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The run at one moment.
 *
 * @param envSteps environment steps taken
 * @param limit environment steps at most
 * @param seconds since the workers started
 * @param updates learner updates
 * @param meanReturn mean of the workers' last 20 episodes; NaN when none is over
 * @param insertsPerSecond items inserted a second, lately
 * @param samplesPerSecond items sampled a second, lately
 * @param samplesPerInsert items sampled for each inserted, over the whole run
 * @param tiers live items of each tier
 * @param feedbackMsP50 time from feedback sent to applied, ms; NaN when there was none
 * @param feedbackMsP99 the same, 99 % quantile
 * @param policyLag learner updates between acting and learning, mean; NaN when unknown
 * @param effectiveSampleSize in (0, 1]; NaN when unknown
 * @param medians median priority of each tier; empty when unknown
 * @param highs 90 % quantile of the priorities of each tier; empty when unknown
 * @param reason why requests wait or writers are paced; empty when nothing holds
 */
record Progress(
    long envSteps,
    long limit,
    double seconds,
    long updates,
    double meanReturn,
    double insertsPerSecond,
    double samplesPerSecond,
    double samplesPerInsert,
    List<Long> tiers,
    double feedbackMsP50,
    double feedbackMsP99,
    double policyLag,
    double effectiveSampleSize,
    List<Float> medians,
    List<Float> highs,
    String reason) {

  static final String HEADER =
      "env_steps,seconds,updates,mean_return,inserts_per_s,samples_per_s,samples_per_insert,"
          + "feedback_ms_p50,feedback_ms_p99,policy_lag,effective_sample_size,tiers";

  /** For people. */
  String line() {
    return String.format(
        Locale.ROOT,
        "%s  %,d/%,d steps  return %s  in %,.0f/s  out %,.0f/s  %.1f samples/insert  tiers %s"
            + "  feedback p50 %s p99 %s ms  lag %s",
        clock(),
        envSteps,
        limit,
        known(meanReturn, "%.0f"),
        insertsPerSecond,
        samplesPerSecond,
        samplesPerInsert,
        tiers.isEmpty()
            ? "-"
            : tiers.stream()
                .map(n -> String.format(Locale.ROOT, "%,d", n))
                .collect(Collectors.joining(" ")),
        known(feedbackMsP50, "%.1f"),
        known(feedbackMsP99, "%.1f"),
        known(policyLag, "%,.0f"));
  }

  /** For spreadsheets. */
  String csv() {
    return String.format(
        Locale.ROOT,
        "%d,%.1f,%d,%s,%.1f,%.1f,%.3f,%s,%s,%s,%s,%s",
        envSteps,
        seconds,
        updates,
        cell(meanReturn),
        insertsPerSecond,
        samplesPerSecond,
        samplesPerInsert,
        cell(feedbackMsP50),
        cell(feedbackMsP99),
        cell(policyLag),
        cell(effectiveSampleSize),
        tiers.stream().map(String::valueOf).collect(Collectors.joining(" ")));
  }

  private String clock() {
    return String.format(Locale.ROOT, "%d:%02d", (long) seconds / 60, (long) seconds % 60);
  }

  private static String known(double value, String form) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, form, value) : "-";
  }

  private static String cell(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : "";
  }
}
