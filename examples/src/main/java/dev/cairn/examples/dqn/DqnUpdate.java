package dev.cairn.examples.dqn;

/**
 * What one update found.
 *
 * @param tdErrors [B]: target less estimate, before the update
 * @param loss mean of the weighted Huber losses, before the update
 * @param meanQ mean of the estimates Q(s, a) of the batch
 * @param gradientNorm global L2 norm of the gradient before it was clipped
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier; never compared
public record DqnUpdate(float[] tdErrors, double loss, double meanQ, double gradientNorm) {}
