package dev.cairn.replay;

/**
 * Consecutive steps of one episode and the items cut from them, self-contained: every item's rows
 * are inside, trailing ones that no item starts at included. Items may overlap, as n-step
 * transitions and sequences do. Where a column is stacked, rows before the first item give its
 * first frames their context: up to {@link Signature#context()} of them, fewer only where the
 * episode starts or is interrupted there.
 *
 * <p>The arrays are owned by the run and must not be changed after it is handed over.
 *
 * @param policyVersion learner step published with the parameters that acted; -1 when unknown
 * @param episode episode id
 * @param firstStep index in the episode of the first step
 * @param steps T, at least 1
 * @param terminated the last step ended the episode in a terminal state
 * @param truncated the last step ended the episode from outside
 * @param payload raw columns one after another in the order of the signature, each with T rows, or
 *     T+1 for an observation; then the compressed ones, see {@link Pieces}
 * @param ids identity of each item, [n]
 * @param rows first row of each item, [n], ascending in [0, T): at most one item starts at a row
 * @param lengths steps of each item, [n], at least 1; row + length is at most T. 1 for single
 *     transitions; less than a sequence's length where the episode ended before
 * @param initial initial abs(TD error) or priority of each item, [n], finite and non-negative; NaN
 *     where the worker gave none
 * @param episodeReturn sum of the rewards of the whole episode; NaN where it is not known
 */
@SuppressWarnings("ArrayRecordComponent")
public record Run(
    long policyVersion,
    long episode,
    long firstStep,
    int steps,
    boolean terminated,
    boolean truncated,
    byte[] payload,
    long[] ids,
    int[] rows,
    int[] lengths,
    float[] initial,
    double episodeReturn) {

  /** A run of an episode whose return is not known. */
  public Run(
      long policyVersion,
      long episode,
      long firstStep,
      int steps,
      boolean terminated,
      boolean truncated,
      byte[] payload,
      long[] ids,
      int[] rows,
      int[] lengths,
      float[] initial) {
    this(
        policyVersion,
        episode,
        firstStep,
        steps,
        terminated,
        truncated,
        payload,
        ids,
        rows,
        lengths,
        initial,
        Double.NaN);
  }
}
