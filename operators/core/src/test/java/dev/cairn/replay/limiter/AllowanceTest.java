package dev.cairn.replay.limiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.replay.random.SplitMix64;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

class AllowanceTest {

  private static final long START = 1_700_000_000_000L;

  @Test
  void grant_notYetArrived_isNotGrantedAgain() {
    Allowance allowance = new Allowance(1_000);
    assertThat(allowance.grant(100, 0, START)).isEqualTo(100.0);
    assertThat(allowance.grant(100, 0, START + 10)).isEqualTo(0.0);
    // 30 of the 100 arrived: 70 may still come, and 70 may be inserted.
    assertThat(allowance.grant(70, 30, START + 20)).isEqualTo(0.0);
    assertThat(allowance.outstanding(30)).isEqualTo(70.0);
    // The learner has drawn: 50 more.
    assertThat(allowance.grant(120, 30, START + 30)).isEqualTo(50.0);
  }

  @Test
  void grant_ofADeadWriter_isWrittenOffAfterTheTimeToLive() {
    Allowance allowance = new Allowance(1_000);
    assertThat(allowance.grant(100, 0, START)).isEqualTo(100.0);
    assertThat(allowance.grant(100, 0, START + 900)).isEqualTo(0.0);
    assertThat(allowance.grant(100, 0, START + 1_020)).isEqualTo(100.0);
  }

  @Test
  void grant_moreArrivedThanGranted_isNotOwed() {
    Allowance allowance = new Allowance(1_000);
    assertThat(allowance.grant(10, 0, START)).isEqualTo(10.0);
    // 50 came, granted before the window: nothing is outstanding, nothing negative either.
    assertThat(allowance.grant(5, 50, START + 100)).isEqualTo(5.0);
    assertThat(allowance.grant(-40, 90, START + 200)).isEqualTo(0.0);
  }

  @Test
  void grant_noPace_isLargeEachTime() {
    Allowance allowance = new Allowance(1_000);
    assertThat(allowance.grant(Long.MAX_VALUE, 0, START)).isEqualTo(Allowance.UNPACED);
    assertThat(allowance.grant(Long.MAX_VALUE, 0, START + 1)).isEqualTo(Allowance.UNPACED);
  }

  @Test
  void grant_clockSetBack_standsStill() {
    Allowance allowance = new Allowance(1_000);
    assertThat(allowance.grant(100, 0, START)).isEqualTo(100.0);
    assertThat(allowance.grant(100, 0, START - 1_000_000)).isEqualTo(0.0);
    assertThat(allowance.grant(100, 0, START + 500)).isEqualTo(0.0);
  }

  @Test
  void outstanding_random_agreesWithListOfGrants() {
    SplitMix64 random = new SplitMix64(14);
    long ttl = 640;
    Allowance allowance = new Allowance(ttl);
    ArrayDeque<double[]> grants = new ArrayDeque<>();
    long now = START;
    long inserted = 0;
    for (int step = 0; step < 50_000; step++) {
      now += 10L * random.nextInt(1 << random.nextInt(8));
      long then = now;
      double grant = allowance.grant(random.nextInt(1_000), inserted, now);
      grants.add(new double[] {now, grant, inserted});
      // A grant lives for 64 spans of 10 ms, the one it was made in included.
      double insertedBefore = grants.peek()[2];
      while (grants.peek()[0] <= then - ttl) {
        insertedBefore = grants.poll()[2];
      }
      double sum = grants.stream().mapToDouble(g -> g[1]).sum();
      inserted += random.nextInt(300);
      double expected = Math.max(0, sum - (inserted - insertedBefore));
      // What came between two publications counts for the later span.
      double actual = allowance.outstanding(inserted);
      assertThat(actual).isCloseTo(expected, within(300.0));
    }
  }

  @Test
  void pacing_writersObey_ratioIsHeldAndNothingLocksUp() {
    RateLimiter limiter = RateLimiter.sampleToInsert(32, 200, 600);
    limiter.requireRoomFor(64, 16);
    Allowance allowance = new Allowance(1_000);
    int writers = 4;
    double[] credit = new double[writers];
    long inserted = 0;
    long sampled = 0;
    for (int tick = 0; tick < 20_000; tick++) {
      long now = START + 10L * tick;
      double grant = allowance.grant(limiter.insertable(inserted, 0, sampled), inserted, now);
      for (int w = 0; w < writers; w++) {
        credit[w] += grant / writers;
        // The third writer is dead and eats its part.
        while (w != 2 && credit[w] >= 16) {
          credit[w] -= 16;
          inserted += 16;
        }
      }
      if (limiter.canSample(inserted, 0, sampled, 64)) {
        sampled += 64;
      }
      // What the living keep of lapsed grants is less than a chunk each.
      assertThat(inserted * 32.0 - sampled).isLessThanOrEqualTo(32 * 200 + 600 + 32 * 4 * 16);
    }
    assertThat(sampled).isGreaterThan(100_000);
  }

  @Test
  void constructor_shortTimeToLive_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Allowance(63))
        .withMessageContaining("ttl_ms=63");
    assertThat(new Allowance(1_000).ttlMs()).isEqualTo(1_000);
  }
}
