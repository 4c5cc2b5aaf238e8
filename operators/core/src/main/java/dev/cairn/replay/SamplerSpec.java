package dev.cairn.replay;

import java.io.Serializable;

/**
 * How items are drawn inside a tier.
 *
 * @param kind the sampler
 * @param stratified for {@code PROPORTIONAL}: one draw in each of n equal parts of the sum (Schaul
 *     et al. 2016, B.2.1)
 * @param takes what feedback carries
 * @param alpha exponent in [0, 1] or above; weight = (abs(TD error) + epsilon)^alpha, or
 *     priority^alpha
 * @param epsilon added to abs(TD error), finite and > 0; unused for priorities
 * @param uniformMix eta in [0, 1)
 */
public record SamplerSpec(
    Kind kind, boolean stratified, Takes takes, double alpha, double epsilon, double uniformMix)
    implements Serializable {

  /** Samplers of this version. */
  public enum Kind {
    PROPORTIONAL,
    UNIFORM
  }

  /** What a table's feedback and initial values are. */
  public enum Takes {
    TD_ERROR,
    PRIORITY
  }
}
