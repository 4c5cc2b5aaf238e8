package dev.cairn.replay.random;

import java.util.random.RandomGenerator;

/**
 * SplitMix64 (Steele, Lea and Flood 2014): a generator whose whole state is one long that can be
 * read and restored. Period 2^64. Not thread-safe, not for secrets.
 */
public final class SplitMix64 implements RandomGenerator {

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  /** A generator with that seed, or with the {@link #state()} of another, which it continues. */
  public SplitMix64(long state) {
    this.state = state;
  }

  /** All there is to know: a generator made from it goes on in the same way. */
  public long state() {
    return state;
  }

  @Override
  public long nextLong() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  /** The output function: a bijection of longs that scatters near values (Stafford's mix 13). */
  public static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
