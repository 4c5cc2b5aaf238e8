package dev.cairn.replay;

import dev.cairn.replay.sampler.DistinctUniformSampler;
import dev.cairn.replay.sampler.EndSampler;
import dev.cairn.replay.sampler.ProportionalSampler;
import dev.cairn.replay.sampler.RankSampler;
import dev.cairn.replay.sampler.Sampler;
import dev.cairn.replay.sampler.UniformSampler;
import java.io.Serializable;
import java.util.Locale;

/**
 * How items are drawn inside a tier.
 *
 * @param kind the sampler
 * @param className for {@code CUSTOM}: a {@link Sampler} with a public constructor without
 *     parameters; else empty
 * @param stratified for {@code PROPORTIONAL} and {@code RANK}: one draw in each of n equal parts of
 *     the sum (Schaul et al. 2016, B.2.1)
 * @param replacement for {@code UNIFORM}: an item may stand several times in a batch
 * @param takes what feedback carries
 * @param alpha exponent in [0, 10]; weight = (abs(TD error) + epsilon)^alpha, or priority^alpha;
 *     for {@code RANK} rank^(-alpha)
 * @param epsilon added to abs(TD error), finite and > 0; unused for priorities, then finite and >=
 *     0
 * @param uniformMix eta in [0, 1); 0 unless items are drawn by weight ({@code PROPORTIONAL}, {@code
 *     RANK})
 * @param maxPolicyLag items whose policy is more than so many versions behind the learner's are not
 *     drawn, at least 0; -1 for no bound
 */
public record SamplerSpec(
    Kind kind,
    String className,
    boolean stratified,
    boolean replacement,
    Takes takes,
    double alpha,
    double epsilon,
    double uniformMix,
    long maxPolicyLag)
    implements Serializable {

  /** Largest abs(TD error) or priority that is held; larger ones are clamped to it. */
  public static final double MAX_VALUE = 1e6;

  /** {@code maxPolicyLag} where items of any policy version are drawn. */
  public static final long NO_BOUND = -1;

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
    if (uniformMix > 0 && kind != Kind.PROPORTIONAL && kind != Kind.RANK) {
      throw new IllegalArgumentException(
          "uniform_mix must be 0 where items are not drawn by weight: kind="
              + name(kind)
              + " uniform_mix="
              + uniformMix
              + "; leave it out, or take kind proportional or rank");
    }
    if (!replacement && kind != Kind.UNIFORM) {
      throw new IllegalArgumentException(
          "replacement can be false for kind uniform only: kind="
              + name(kind)
              + " replacement=false; leave it out");
    }
    if (maxPolicyLag < NO_BOUND) {
      throw new IllegalArgumentException(
          "max_policy_lag must be >= 0, or left out: max_policy_lag=" + maxPolicyLag);
    }
    if (kind == Kind.CUSTOM == className.isEmpty()) {
      throw new IllegalArgumentException(
          "class must be given for kind custom, and only there: kind="
              + name(kind)
              + " class="
              + className);
    }
  }

  /** A sampler that draws items of any policy version. */
  public SamplerSpec(
      Kind kind,
      String className,
      boolean stratified,
      boolean replacement,
      Takes takes,
      double alpha,
      double epsilon,
      double uniformMix) {
    this(kind, className, stratified, replacement, takes, alpha, epsilon, uniformMix, NO_BOUND);
  }

  /** A sampler with replacement, not of a user's own. */
  public SamplerSpec(
      Kind kind, boolean stratified, Takes takes, double alpha, double epsilon, double uniformMix) {
    this(kind, "", stratified, true, takes, alpha, epsilon, uniformMix);
  }

  private static String name(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** The same sampler with another alpha and uniform mix. */
  public SamplerSpec with(double newAlpha, double newUniformMix) {
    return new SamplerSpec(
        kind,
        className,
        stratified,
        replacement,
        takes,
        newAlpha,
        epsilon,
        newUniformMix,
        maxPolicyLag);
  }

  /**
   * The weight of an item, as its sampler gets it. The only place where alpha is applied to a
   * value.
   *
   * @param value abs(TD error) or priority as stored, finite and non-negative
   * @return 1 for {@code UNIFORM}, {@code FIFO} and {@code LIFO}; the value itself, if positive,
   *     for {@code RANK}, {@code MAX_HEAP} and {@code MIN_HEAP}, which compare values only; 0 for a
   *     priority of 0; else positive and finite
   * @throws IllegalArgumentException when the value is NaN, infinite or negative
   */
  public double weight(double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a value must be finite and >= 0: value=" + value);
    }
    if (kind == Kind.UNIFORM || kind == Kind.FIFO || kind == Kind.LIFO) {
      return 1;
    }
    double clamped = Math.min(value, MAX_VALUE);
    if (takes == Takes.PRIORITY && clamped == 0) {
      // 0^0 is 1, but a priority of 0 means never.
      return 0;
    }
    if (kind == Kind.RANK || kind == Kind.MAX_HEAP || kind == Kind.MIN_HEAP) {
      return Math.max(MIN_WEIGHT, clamped);
    }
    double base = takes == Takes.TD_ERROR ? clamped + epsilon : clamped;
    return Math.max(MIN_WEIGHT, Math.pow(base, alpha));
  }

  /**
   * A sampler for one tier of one shard.
   *
   * @throws IllegalArgumentException when the class of a {@code CUSTOM} one cannot be used
   */
  public Sampler newSampler() {
    return switch (kind) {
      case PROPORTIONAL -> new ProportionalSampler(stratified);
      case RANK -> new RankSampler(alpha, stratified);
      case UNIFORM -> replacement ? new UniformSampler() : new DistinctUniformSampler();
      case FIFO -> new EndSampler(EndSampler.End.OLDEST);
      case LIFO -> new EndSampler(EndSampler.End.NEWEST);
      case MAX_HEAP -> new EndSampler(EndSampler.End.LARGEST);
      case MIN_HEAP -> new EndSampler(EndSampler.End.SMALLEST);
      case CUSTOM -> UserClass.create(Sampler.class, className);
    };
  }

  /** Whether items are taken in a fixed order, so that nothing is drawn at random. */
  public boolean ordered() {
    return switch (kind) {
      case FIFO, LIFO, MAX_HEAP, MIN_HEAP -> true;
      default -> false;
    };
  }

  /**
   * Why no law says how likely an item is drawn, in words that follow the name of the kind; empty
   * where there is one.
   */
  public String lawless() {
    if (ordered()) {
      return "takes items in order, nothing is drawn at random";
    }
    return kind == Kind.CUSTOM ? "draws as its class says" : "";
  }

  /** Samplers of this version. */
  public enum Kind {
    PROPORTIONAL,
    RANK,
    UNIFORM,
    FIFO,
    LIFO,
    MAX_HEAP,
    MIN_HEAP,
    CUSTOM
  }

  /** What a table's feedback and initial values are. */
  public enum Takes {
    TD_ERROR,
    PRIORITY
  }
}
