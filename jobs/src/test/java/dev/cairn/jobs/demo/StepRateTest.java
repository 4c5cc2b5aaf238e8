package dev.cairn.jobs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.examples.WorkerListener;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StepRateTest {

  @Test
  void limit_zero_isTheListenerItself() {
    assertThat(StepRate.limit(0, WorkerListener.NONE)).isSameAs(WorkerListener.NONE);
  }

  @Test
  void stepped_faster_isHeldBackAndPassedOn() {
    AtomicInteger steps = new AtomicInteger();
    AtomicInteger episodes = new AtomicInteger();
    WorkerListener limited =
        StepRate.limit(
            1_000,
            new WorkerListener() {
              @Override
              public void stepped() {
                steps.incrementAndGet();
              }

              @Override
              public void episodeEnded(double episodeReturn, int length, long policyVersion) {
                episodes.incrementAndGet();
              }
            });

    long begun = System.nanoTime();
    for (int i = 0; i < 50; i++) {
      limited.stepped();
    }
    limited.episodeEnded(9, 9, -1);

    // The last of 50 steps is due 49 ms after the first at the earliest.
    assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(49_000_000L);
    assertThat(steps).hasValue(50);
    assertThat(episodes).hasValue(1);
  }
}
