package dev.cairn.replay;

import dev.cairn.replay.tier.DrawRule;
import java.io.Serializable;

/**
 * How items are drawn inside a tier.
 *
 * @param kind the sampler
 * @param stratified for {@code PROPORTIONAL}: one draw in each of n equal parts of the sum (Schaul
 *     et al. 2016, B.2.1)
 * @param takes what feedback carries
 * @param alpha exponent in [0, 10]; weight = (abs(TD error) + epsilon)^alpha, or priority^alpha
 * @param epsilon added to abs(TD error), finite and > 0; unused for priorities, then finite and >=
 *     0
 * @param uniformMix eta in [0, 1)
 */
public record SamplerSpec(
    Kind kind, boolean stratified, Takes takes, double alpha, double epsilon, double uniformMix)
    implements Serializable {

  /** Largest abs(TD error) or priority that is held; larger ones are clamped to it. */
  public static final double MAX_VALUE = 1e6;

  // So small that no sensible value comes near, so large that no quotient of weights is ever 0.
  private static final double MIN_WEIGHT = 1e-100;

  /**
   * @throws IllegalArgumentException when a parameter is out of its range
   */
  public SamplerSpec {
    if (!(alpha >= 0 && alpha <= 10)) {
      throw new IllegalArgumentException("alpha must be in [0, 10]: alpha=" + alpha);
    }
    if (!(epsilon >= 0 && epsilon < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("epsilon must be finite and > 0: epsilon=" + epsilon);
    }
    if (takes == Takes.TD_ERROR && epsilon == 0) {
      throw new IllegalArgumentException(
          "epsilon must be > 0, else an item of TD error 0 is never drawn again: epsilon="
              + epsilon);
    }
    if (!(uniformMix >= 0 && uniformMix < 1)) {
      throw new IllegalArgumentException(
          "uniform_mix must be in [0, 1): uniform_mix=" + uniformMix);
    }
  }

  /** The same sampler with another alpha and uniform mix. */
  public SamplerSpec with(double newAlpha, double newUniformMix) {
    return new SamplerSpec(kind, stratified, takes, newAlpha, epsilon, newUniformMix);
  }

  /**
   * The weight of an item. The only place where alpha is applied.
   *
   * @param value abs(TD error) or priority as stored, finite and non-negative
   * @return 1 for {@code UNIFORM}; 0 for a priority of 0; else positive and finite
   * @throws IllegalArgumentException when the value is NaN, infinite or negative
   */
  public double weight(double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a value must be finite and >= 0: value=" + value);
    }
    if (kind == Kind.UNIFORM) {
      return 1;
    }
    double clamped = Math.min(value, MAX_VALUE);
    if (takes == Takes.PRIORITY && clamped == 0) {
      // 0^0 is 1, but a priority of 0 means never.
      return 0;
    }
    double base = takes == Takes.TD_ERROR ? clamped + epsilon : clamped;
    return Math.max(MIN_WEIGHT, Math.pow(base, alpha));
  }

  /**
   * How items of a tier are drawn.
   *
   * @param tierUniformMix eta of that tier in that shard, in [0, 1]
   * @param flat all weights of the table are 0
   */
  public DrawRule drawRule(double tierUniformMix, boolean flat) {
    DrawRule.Kind drawKind = DrawRule.Kind.UNIFORM;
    if (kind == Kind.PROPORTIONAL) {
      drawKind = stratified ? DrawRule.Kind.STRATIFIED : DrawRule.Kind.INDEPENDENT;
    }
    return new DrawRule(drawKind, tierUniformMix, flat);
  }

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
