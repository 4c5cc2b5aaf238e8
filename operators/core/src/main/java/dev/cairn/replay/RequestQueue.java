package dev.cairn.replay;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests that wait, in the order in which they came, and the ids of those answered lately. Memory
 * is bounded: of each at most the newest {@link #MAX_WAITING} and {@link AnsweredRequests#MAX}.
 * Taking one in costs a look at each that waits. Not thread-safe.
 */
final class RequestQueue {

  static final int MAX_WAITING = 4096;

  private final List<SampleRequest> waiting = new ArrayList<>();
  private final AnsweredRequests answered = new AnsweredRequests();
  private long dropped;

  /**
   * Takes a request in. One that was answered is ignored; one that waits already keeps its place
   * and takes the later deadline.
   */
  void add(SampleRequest request) {
    if (answered.contains(request)) {
      return;
    }
    int at = indexOf(request);
    if (at < 0) {
      waiting.add(request);
    } else if (waiting.get(at).deadlineMs() < request.deadlineMs()) {
      waiting.set(at, request);
    }
    if (waiting.size() > MAX_WAITING) {
      waiting.remove(0);
      dropped++;
    }
  }

  private int indexOf(SampleRequest request) {
    for (int i = 0; i < waiting.size(); i++) {
      SampleRequest other = waiting.get(i);
      if (other.request() == request.request() && other.learner().equals(request.learner())) {
        return i;
      }
    }
    return -1;
  }

  /** Drops requests whose deadline has passed. */
  void dropExpired(long nowMs) {
    int kept = 0;
    for (int i = 0; i < waiting.size(); i++) {
      if (waiting.get(i).deadlineMs() >= nowMs) {
        waiting.set(kept++, waiting.get(i));
      }
    }
    if (kept < waiting.size()) {
      dropped += waiting.size() - kept;
      waiting.subList(kept, waiting.size()).clear();
    }
  }

  /** The i-th that waits, the oldest first. */
  SampleRequest get(int i) {
    return waiting.get(i);
  }

  int size() {
    return waiting.size();
  }

  /** Counts a request that came too late. */
  void drop() {
    dropped++;
  }

  /** Requests dropped unanswered, ever. */
  long dropped() {
    return dropped;
  }

  /** The i-th that waits is answered. */
  void answer(int i) {
    answered.add(waiting.remove(i));
  }

  /** Writes those that wait; the answered ones are forgotten with the attempt. */
  void write(DataOutput out) throws IOException {
    out.writeLong(dropped);
    out.writeInt(waiting.size());
    for (SampleRequest request : waiting) {
      out.writeUTF(request.learner());
      out.writeLong(request.request());
      out.writeInt(request.items());
      out.writeDouble(request.q());
      out.writeInt(request.mailbox());
      out.writeLong(request.deadlineMs());
      out.writeBoolean(request.peek());
    }
  }

  void read(DataInput in) throws IOException {
    dropped = in.readLong();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      add(
          new SampleRequest(
              in.readUTF(),
              in.readLong(),
              in.readInt(),
              in.readDouble(),
              in.readInt(),
              in.readLong(),
              in.readBoolean()));
    }
  }
}
