package dev.cairn.replay;

/**
 * New values for items of one answered minibatch.
 *
 * @param attempt attempt stamp of the answered batch
 * @param sequence shard sequence of the answered batch
 * @param slots slot of each item, [n]
 * @param ids id of each item, [n]
 * @param values TD errors (taken by absolute value) or priorities, [n]; NaN, infinite and (for
 *     priorities) negative ones are invalid
 * @param policyVersion learner's policy version; -1 when unknown
 * @param sentMs when the feedback was sent, ms since the epoch
 */
@SuppressWarnings("ArrayRecordComponent")
public record PriorityUpdates(
    long attempt,
    long sequence,
    int[] slots,
    long[] ids,
    float[] values,
    long policyVersion,
    long sentMs) {}
