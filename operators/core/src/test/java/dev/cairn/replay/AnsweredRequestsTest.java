package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.replay.random.SplitMix64;
import java.util.Iterator;
import java.util.LinkedHashSet;
import org.junit.jupiter.api.Test;

class AnsweredRequestsTest {

  @Test
  void add_moreThanAreKept_agreesWithASetThatForgetsItsOldest() {
    SplitMix64 random = new SplitMix64(3);
    AnsweredRequests answered = new AnsweredRequests();
    LinkedHashSet<SampleRequest> expected = new LinkedHashSet<>();
    for (int i = 0; i < 5 * AnsweredRequests.MAX; i++) {
      SampleRequest request = request(random);
      assertThat(answered.contains(request)).isEqualTo(expected.contains(request));
      if (expected.add(request)) {
        answered.add(request);
      }
      if (expected.size() > AnsweredRequests.MAX) {
        Iterator<SampleRequest> oldest = expected.iterator();
        oldest.next();
        oldest.remove();
      }
    }
    expected.forEach(request -> assertThat(answered.contains(request)).isTrue());
  }

  /** One of 200,000, of three learners. */
  private static SampleRequest request(SplitMix64 random) {
    int id = random.nextInt(200_000);
    return new SampleRequest("learner" + id % 3, id / 3, 1, 1, 0, 0, false);
  }
}
