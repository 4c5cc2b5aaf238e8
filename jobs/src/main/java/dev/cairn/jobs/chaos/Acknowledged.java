package dev.cairn.jobs.chaos;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** What Kafka has acknowledged, and what learners were given, by events of histories. */
final class Acknowledged implements Consumer<Event> {

  private final Map<Chunk, Event.Sent> chunks = new HashMap<>();
  private final Map<Update, Integer> feedback = new HashMap<>();
  private final Map<Integer, Long> stepsOfWriters = new HashMap<>();
  private long steps;
  private long updates;
  private long batches;
  private long lastBatchMs;

  private record Chunk(String stream, long incarnation, long chunk) {}

  private record Update(String learner, int life, long update) {}

  /** By the histories as they are now. */
  static Acknowledged of(Path folder) {
    return of(folder, "");
  }

  /**
   * By those whose files' names begin so.
   *
   * @param prefix such as {@code worker-1.}
   */
  static Acknowledged of(Path folder, String prefix) {
    Acknowledged all = new Acknowledged();
    History.read(folder, prefix, all);
    return all;
  }

  @Override
  public void accept(Event event) {
    if (event instanceof Event.Sent sent) {
      chunks.put(new Chunk(sent.stream(), sent.incarnation(), sent.chunk()), sent);
    } else if (event instanceof Event.SendEnded ended) {
      Event.Sent sent =
          chunks.remove(new Chunk(ended.stream(), ended.incarnation(), ended.chunk()));
      if (sent != null && ended.outcome() == Event.Outcome.ok) {
        steps += sent.hashes().length;
        stepsOfWriters.merge(
            StepNumber.writer(sent.first()), (long) sent.hashes().length, Long::sum);
      }
    } else if (event instanceof Event.Fed fed) {
      feedback.put(new Update(fed.learner(), fed.life(), fed.update()), fed.values().length);
    } else if (event instanceof Event.FeedEnded ended) {
      Integer values = feedback.remove(new Update(ended.learner(), ended.life(), ended.update()));
      updates += values != null && ended.outcome() == Event.Outcome.ok ? values : 0;
    } else if (event instanceof Event.Drawn batch) {
      batches++;
      lastBatchMs = Math.max(lastBatchMs, batch.timeMs());
    }
  }

  /** Steps of all workers. */
  long steps() {
    return steps;
  }

  /** Steps of one worker, all its lives together. */
  long steps(int writer) {
    return stepsOfWriters.getOrDefault(writer, 0L);
  }

  /** Values of single items that learners gave. */
  long updates() {
    return updates;
  }

  /** Minibatches that learners were given. */
  long batches() {
    return batches;
  }

  /** When the last of them was, ms since the epoch; 0 for none. */
  long lastBatchMs() {
    return lastBatchMs;
  }
}
