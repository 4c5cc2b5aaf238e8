package dev.cairn.replay;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Requests that wait, in the order in which they came, and the ids of those answered lately. Memory
 * is bounded: of each at most the newest {@link #MAX_WAITING} and {@link #MAX_ANSWERED}. Not
 * thread-safe.
 */
final class RequestQueue {

  static final int MAX_WAITING = 4096;
  static final int MAX_ANSWERED = 1 << 15;

  private record Key(String learner, long request) {
    static Key of(SampleRequest request) {
      return new Key(request.learner(), request.request());
    }
  }

  private final LinkedHashMap<Key, SampleRequest> waiting = new LinkedHashMap<>();
  private final LinkedHashMap<Key, Boolean> answered = new LinkedHashMap<>();
  private long dropped;

  /**
   * Takes a request in. One that was answered is ignored; one that waits already keeps its place
   * and takes the later deadline.
   */
  void add(SampleRequest request) {
    Key key = Key.of(request);
    if (answered.containsKey(key)) {
      return;
    }
    SampleRequest held = waiting.get(key);
    if (held == null || held.deadlineMs() < request.deadlineMs()) {
      waiting.put(key, request);
    }
    if (waiting.size() > MAX_WAITING) {
      removeFirst(waiting);
      dropped++;
    }
  }

  /** Drops requests whose deadline has passed. */
  void dropExpired(long nowMs) {
    Iterator<SampleRequest> requests = waiting.values().iterator();
    while (requests.hasNext()) {
      if (requests.next().deadlineMs() < nowMs) {
        requests.remove();
        dropped++;
      }
    }
  }

  /** Those that wait, oldest first. */
  Iterable<SampleRequest> waiting() {
    return waiting.values();
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

  /** Notes that a request is answered. */
  void answer(SampleRequest request) {
    Key key = Key.of(request);
    waiting.remove(key);
    answered.put(key, true);
    if (answered.size() > MAX_ANSWERED) {
      removeFirst(answered);
    }
  }

  private static <V> void removeFirst(Map<Key, V> map) {
    Iterator<Key> keys = map.keySet().iterator();
    keys.next();
    keys.remove();
  }

  /** Writes those that wait; the answered ones are forgotten with the attempt. */
  void write(DataOutput out) throws IOException {
    out.writeLong(dropped);
    out.writeInt(waiting.size());
    for (SampleRequest request : waiting.values()) {
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
