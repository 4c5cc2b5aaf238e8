package dev.cairn.jobs.retention;

import static java.util.Objects.requireNonNull;

import dev.cairn.client.Beta;
import dev.cairn.client.KafkaClients;
import dev.cairn.client.MinibatchReader;
import dev.cairn.client.NoSamplesException;
import dev.cairn.client.ReaderOptions;
import dev.cairn.client.TableInfo;
import dev.cairn.client.TrajectoryWriter;
import dev.cairn.client.WriterOptions;
import dev.cairn.examples.StreamRecorder;
import dev.cairn.examples.dqn.BatchSource;
import dev.cairn.examples.dqn.DoubleDqn;
import dev.cairn.examples.dqn.Mlp;
import dev.cairn.examples.dqn.ReplayBatches;
import dev.cairn.examples.maze.Maze;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.e2e.Stack;
import dev.cairn.replay.TableSpec;
import dev.cairn.schema.Stats;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;

/**
 * Streams a recorded log, whose only successes are in its first tenth, into tables that hold a
 * twentieth of it, through broker, job and RocksDB; then learns from each memory alone. Shows that
 * the table tiered by the episodes' return still holds successes, from which the learner finds the
 * goal, and that first in, first out, however it is drawn from, holds none.
 */
public final class Retention implements AutoCloseable {

  private static final int STEPS = 80_000;
  private static final int UPDATES = 6_000;
  // Nothing is tried here that would correct a wrong turn: in the end the policy must stand still.
  private static final double[] LEARNING_RATES = {5e-4, 1e-4};
  private static final int TARGET_PERIOD = 100;
  private static final int EPISODES = 100;
  private static final String TIERED = "tiered";
  private static final double REACHES = 0.9;
  private static final long WAIT_NANOS = 300_000_000_000L;

  private final Stack stack;
  private final CairnConfig config;
  private final TableInfo info;
  private final Producer<byte[], byte[]> producer;
  private final long seed;

  /**
   * Starts the service with a configuration, and everything it writes under a directory.
   *
   * @param seed of the log and of the learners
   */
  Retention(Path directory, String yaml, long seed) {
    this.seed = seed;
    stack = Stack.start(directory, yaml);
    config = stack.config();
    info = TableInfo.open(config.space(), config.kafka());
    producer = KafkaClients.producer(config.kafka());
  }

  /**
   * Runs it, a service for each seed.
   *
   * @param arguments the configuration's file, and the number of seeds
   */
  public static void main(String[] arguments) throws Exception {
    String yaml = Files.readString(Path.of(arguments[0]));
    int seeds = Integer.parseInt(arguments[1]);
    System.out.println(
        "seed  memory       items held  successes held  success rate of 100 greedy episodes");
    boolean holds = true;
    for (long seed = 1; seed <= seeds; seed++) {
      Path directory = Files.createTempDirectory("cairn-retention");
      try (Retention retention = new Retention(directory, yaml, seed)) {
        holds &= retention.run(directory);
      } finally {
        delete(directory);
      }
    }
    System.out.println(
        holds
            ? "as claimed: tiered by return reaches the goal; first in, first out holds no success"
            : "not as claimed");
    System.exit(holds ? 0 : 1);
  }

  private boolean run(Path directory) throws Exception {
    RecordedStream.Summary recorded = record(STEPS);
    System.out.printf(
        "%4d  recorded: %,d steps, %d successes, the last at step %,d%n",
        seed, recorded.steps(), recorded.successes(), recorded.lastSuccess());
    boolean holds = recorded.successes() > 0 && recorded.lastSuccess() <= recorded.steps() / 10;
    Map<String, HeldSuccesses.Held> held = held(directory.resolve("savepoints"));
    for (TableSpec table : config.tables()) {
      HeldSuccesses.Held items = requireNonNull(held.get(table.name()), table.name());
      double rate = learnFrom(table.name());
      System.out.printf(
          "%4d  %-11s  %,10d  %14d  %.2f%n",
          seed, table.name(), items.items(), items.successes(), rate);
      holds &=
          table.name().equals(TIERED)
              ? items.successes() > 0 && rate >= REACHES
              : items.successes() == 0 && rate == 0;
    }
    return holds;
  }

  /** Writes a log of so many steps into every table, and waits until it is there. */
  RecordedStream.Summary record(int steps) throws InterruptedException {
    List<String> tables = config.tables().stream().map(TableSpec::name).toList();
    RecordedStream.Summary recorded;
    try (TrajectoryWriter writer =
        new TrajectoryWriter(
            WriterOptions.of(config.space(), "log", tables.get(0)).withTables(tables),
            producer,
            info)) {
      recorded = new RecordedStream(maze(), steps, seed).play(new StreamRecorder(writer));
      writer.flush();
    }
    long end = System.nanoTime() + WAIT_NANOS;
    for (String table : tables) {
      while (info.shards(table).stream().noneMatch(stats -> isIn(stats, recorded.steps()))) {
        if (System.nanoTime() > end) {
          throw new IllegalStateException(
              "the log must be in the memory within 300 s: table=" + info.shards(table));
        }
        Thread.sleep(50);
      }
    }
    return recorded;
  }

  /** What each table holds, counted in a savepoint under that directory. */
  Map<String, HeldSuccesses.Held> held(Path savepoints) throws Exception {
    return HeldSuccesses.of(stack.savepoint(savepoints), config.tables());
  }

  private static boolean isIn(Stats stats, long steps) {
    return stats.getSteps().getReceived() == steps && stats.getSteps().getAssembled() == steps;
  }

  private double learnFrom(String table) throws Exception {
    ReaderOptions options =
        ReaderOptions.of(
                config.space(), table, "learner-" + table, Beta.constant(MazeLearning.BETA))
            .withBatchSize(MazeLearning.BATCH);
    Maze maze = maze();
    Mlp policy = Mlp.random(seed, maze.observationSize(), MazeLearning.HIDDEN, maze.actions());
    try (MinibatchReader reader =
        new MinibatchReader(options, producer, KafkaClients.consumer(config.kafka()), info)) {
      ReplayBatches batches = new ReplayBatches(reader);
      for (double rate : LEARNING_RATES) {
        policy = learned(batches, new DoubleDqn(MazeLearning.options(rate, TARGET_PERIOD), policy));
      }
    }
    return MazeLearning.successRate(policy, Retention::maze, EPISODES, 1_000_000);
  }

  private static Mlp learned(BatchSource batches, DoubleDqn from) throws NoSamplesException {
    try (DoubleDqn learner = from) {
      while (learner.updates() < UPDATES) {
        MazeLearning.update(learner, batches);
      }
      return learner.policy();
    }
  }

  private static Maze maze() {
    return new Maze(3, 9, 100, 0.05);
  }

  @Override
  public void close() {
    info.close();
    producer.close();
    stack.close();
  }

  private static void delete(Path directory) throws Exception {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
