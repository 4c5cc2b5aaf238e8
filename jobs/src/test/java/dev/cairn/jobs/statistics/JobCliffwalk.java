package dev.cairn.jobs.statistics;

import dev.cairn.client.KafkaClients;
import dev.cairn.client.TableInfo;
import dev.cairn.jobs.e2e.Stack;
import dev.cairn.replay.learning.BlindCliffwalk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;

/** Blind Cliffwalk of 8 states through broker, job and client; a table for each seed. */
final class JobCliffwalk implements Check {

  private static final String SPACE = "cliffwalk";
  private static final int STATES = 8;
  private static final int TRANSITIONS = 510;

  @Override
  public String title() {
    return "Blind Cliffwalk, n = 8, through the whole job, one request in flight, batch 1, 11 seeds";
  }

  @Override
  public void run(Figures figures) throws Exception {
    Path directory = Files.createTempDirectory("cairn-statistics");
    int[] updates = new int[CoreCliffwalk.SEEDS];
    try (Stack stack = Stack.start(directory, yaml());
        TableInfo info = TableInfo.open(SPACE, stack.config().kafka());
        Producer<byte[], byte[]> producer = KafkaClients.producer(stack.config().kafka())) {
      Map<String, String> kafka = stack.config().kafka();
      for (int seed = 0; seed < updates.length; seed++) {
        try (JobMemory memory = new JobMemory(SPACE, table(seed), kafka, producer, info)) {
          updates[seed] = new BlindCliffwalk(STATES, seed).updatesToLearn(memory, 1, 3_000 + seed);
        }
      }
    } finally {
      delete(directory);
    }
    Arrays.sort(updates);
    figures.between(
        "prioritized (alpha 0.6, eps 1e-6), median", updates[updates.length / 2], 974, 1_281);
  }

  private static String table(int seed) {
    return "seed-" + seed;
  }

  private static String yaml() {
    StringBuilder yaml = new StringBuilder("space: " + SPACE + "\ntables:\n");
    for (int seed = 0; seed < CoreCliffwalk.SEEDS; seed++) {
      yaml.append(
          """
            %s:
              capacity: {items: %d, bytes: 1 MiB}
              columns:
                number: {dtype: int64}
                rewards: {dtype: float32}
              tiers: [{share: 1, capacity_share: 1}]
              sampler: {alpha: 0.6, epsilon: 1.0e-6}
              limiter: {min_size: %d}
              cache_bytes: 64 KiB
          """
              .formatted(table(seed), TRANSITIONS, TRANSITIONS));
    }
    return yaml.toString();
  }

  private static void delete(Path directory) throws Exception {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
