package dev.cairn.jobs.chaos;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What Kafka has acknowledged by the histories as they are now.
 *
 * @param steps of workers
 * @param updates values of single items that learners gave
 */
record Acknowledged(long steps, long updates) {

  static Acknowledged of(Path folder) {
    return new Acknowledged(steps(folder, "worker-"), updates(folder));
  }

  /**
   * Acknowledged steps of the workers whose histories' names begin so.
   *
   * @param prefix {@code worker-} for all
   */
  static long steps(Path folder, String prefix) {
    Map<String, Integer> sent = new HashMap<>();
    long[] steps = new long[1];
    History.read(
        folder,
        prefix,
        event -> {
          if (event instanceof Event.Sent chunk) {
            sent.put(
                key(chunk.stream(), chunk.incarnation(), chunk.chunk()), chunk.hashes().length);
          } else if (event instanceof Event.SendEnded ended) {
            Integer of = sent.remove(key(ended.stream(), ended.incarnation(), ended.chunk()));
            steps[0] += ended.outcome() == Event.Outcome.ok && of != null ? of : 0;
          }
        });
    return steps[0];
  }

  private static long updates(Path folder) {
    Map<String, Integer> sent = new HashMap<>();
    long[] updates = new long[1];
    History.read(
        folder,
        "learner-",
        event -> {
          if (event instanceof Event.Fed fed) {
            sent.put(key(fed.learner(), fed.life(), fed.update()), fed.values().length);
          } else if (event instanceof Event.FeedEnded ended) {
            Integer of = sent.remove(key(ended.learner(), ended.life(), ended.update()));
            updates[0] += ended.outcome() == Event.Outcome.ok && of != null ? of : 0;
          }
        });
    return updates[0];
  }

  private static String key(String who, long life, long number) {
    return who + "/" + life + "/" + number;
  }
}
