package dev.cairn.client;

import dev.cairn.schema.Minibatch;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Requests that are not answered yet, and answers that are not taken yet, of one reader. Answers
 * that are repeated, or of an earlier attempt than one seen, are dropped and counted. Not
 * thread-safe.
 */
final class InFlight {

  private static final long GRACE_MS = 500;

  private record Pending(int items, long deadlineMs) {}

  private final Map<Long, Pending> pending = new LinkedHashMap<>();
  private final ArrayDeque<Minibatch> ready = new ArrayDeque<>();
  private final Map<Integer, Long> attempts = new HashMap<>();
  private @Nullable String refused;
  private long repeats;
  private long earlierAttempts;
  private long givenUp;

  /** Answers dropped because their request had been answered, or was given up. */
  long repeats() {
    return repeats;
  }

  /** Answers dropped because a later attempt of their shard had been seen. */
  long earlierAttempts() {
    return earlierAttempts;
  }

  /** Requests that were not answered in time. */
  long givenUp() {
    return givenUp;
  }

  /** Requests and answers. */
  int size() {
    return pending.size() + ready.size();
  }

  /** Forgets requests and answers of any other size. */
  void keepOnly(int items) {
    ready.removeIf(batch -> batch.getItems() != items);
    pending.values().removeIf(request -> request.items() != items);
  }

  void asked(long request, int items, long deadlineMs) {
    pending.put(request, new Pending(items, deadlineMs));
  }

  /** The answer that came first, or null. */
  @Nullable Minibatch answer() {
    return ready.poll();
  }

  /** Why a request was refused since the last call, or null. */
  @Nullable String refusal() {
    String why = refused;
    refused = null;
    return why;
  }

  /** Forgets requests whose deadline has passed for a while. */
  void giveUp(long now) {
    Iterator<Pending> requests = pending.values().iterator();
    while (requests.hasNext()) {
      if (requests.next().deadlineMs() + GRACE_MS < now) {
        requests.remove();
        givenUp++;
      }
    }
  }

  /** Takes an answer to this reader. */
  void take(Minibatch batch) {
    long newest = attempts.merge(batch.getShard(), batch.getAttempt(), Math::max);
    if (batch.getAttempt() < newest) {
      earlierAttempts++;
      return;
    }
    int held = ready.size();
    ready.removeIf(
        old -> old.getShard() == batch.getShard() && old.getAttempt() < batch.getAttempt());
    earlierAttempts += held - ready.size();
    if (pending.remove(batch.getRequest()) == null) {
      repeats++;
      return;
    }
    if (batch.getRefused() != null) {
      refused = batch.getRefused();
    } else {
      ready.add(batch);
    }
  }
}
