package dev.cairn.jobs.bench;

import dev.cairn.schema.Stats;

/**
 * What a benchmark found; rates are a second.
 *
 * @param raw Kafka alone
 * @param inserted transitions taken in
 * @param sampled items answered
 * @param applied priority updates applied
 * @param feedbackMs from feedback sent to applied, under load
 * @param roundTripMs from request to answer, under load
 * @param idleFeedbackMs from feedback sent to applied, while nothing is inserted
 * @param idleRoundTripMs from request to answer, while nothing is inserted
 * @param last the newest statistics
 * @param cpu busy threads under load
 */
public record BenchReport(
    RawKafka.Rates raw,
    double inserted,
    double sampled,
    double applied,
    Quantiles.Summary feedbackMs,
    Quantiles.Summary roundTripMs,
    Quantiles.Summary idleFeedbackMs,
    Quantiles.Summary idleRoundTripMs,
    Stats last,
    String cpu) {

  /** The report for people. */
  public String text() {
    return String.format(
        """
        raw Kafka, same chunks   produce %,.0f/s   consume %,.0f/s   %.1f bytes a transition
        cairn, parallelism 1     in %,.0f/s   samples %,.0f/s   updates applied %,.0f/s
        feedback sent to applied p50 %.1f ms   p99 %.1f ms   (nothing inserted: %.1f, %.1f)
        request to answer        p50 %.1f ms   p99 %.1f ms   (nothing inserted: %.1f, %.1f)
        items %s
        updates %s
        segments %d, held %,d bytes, live %,d bytes
        CPU under load, in cores:
        %s""",
        raw.produced(),
        raw.consumed(),
        raw.bytesPerTransition(),
        inserted,
        sampled,
        applied,
        feedbackMs.p50(),
        feedbackMs.p99(),
        idleFeedbackMs.p50(),
        idleFeedbackMs.p99(),
        roundTripMs.p50(),
        roundTripMs.p99(),
        idleRoundTripMs.p50(),
        idleRoundTripMs.p99(),
        last.getItems(),
        last.getUpdates(),
        last.getSegments(),
        last.getHeldBytes(),
        last.getLiveBytes(),
        cpu);
  }
}
