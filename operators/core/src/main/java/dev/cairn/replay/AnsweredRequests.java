package dev.cairn.replay;

import dev.cairn.replay.random.SplitMix64;
import java.util.Arrays;

/**
 * The requests answered last, {@link #MAX} of them at most, so that none is answered twice. Takes
 * O(1) time, 20 bytes a request, and allocates nothing once it is full. Not thread-safe.
 */
final class AnsweredRequests {

  static final int MAX = 1 << 15;

  // A ring from the oldest on, once it is full.
  private String[] learners = new String[16];
  private long[] requests = new long[16];
  private int size;
  private int oldest;
  // Open addressing, at most half full: 1 + place in the ring; 0 is free.
  private int[] places = new int[32];

  boolean contains(SampleRequest request) {
    return places[find(request.learner(), request.request())] != 0;
  }

  /** Takes in a request that is not there, and forgets the oldest one where there is no room. */
  void add(SampleRequest request) {
    int place = size;
    if (size == MAX) {
      place = oldest;
      oldest = oldest + 1 & MAX - 1;
      remove(place);
    } else if (size++ == learners.length) {
      grow();
    }
    learners[place] = request.learner();
    requests[place] = request.request();
    places[find(request.learner(), request.request())] = place + 1;
  }

  private void grow() {
    learners = Arrays.copyOf(learners, learners.length * 2);
    requests = Arrays.copyOf(requests, learners.length);
    places = new int[learners.length * 2];
    for (int place = 0; place < size - 1; place++) {
      places[find(learners[place], requests[place])] = place + 1;
    }
  }

  /** Where a request is, or the free place where it belongs. */
  private int find(String learner, long request) {
    int at = home(learner, request);
    while (places[at] != 0
        && (requests[places[at] - 1] != request || !learners[places[at] - 1].equals(learner))) {
      at = at + 1 & places.length - 1;
    }
    return at;
  }

  private int home(String learner, long request) {
    return (int) SplitMix64.mix(request + learner.hashCode() * 31L) & places.length - 1;
  }

  /** Closes the gap with those that were put further on because of it (Knuth 6.4, algorithm R). */
  private void remove(int place) {
    int mask = places.length - 1;
    int gap = find(learners[place], requests[place]);
    places[gap] = 0;
    for (int at = gap + 1 & mask; places[at] != 0; at = at + 1 & mask) {
      int home = home(learners[places[at] - 1], requests[places[at] - 1]);
      if ((at - home & mask) >= (at - gap & mask)) {
        places[gap] = places[at];
        places[at] = 0;
        gap = at;
      }
    }
  }
}
