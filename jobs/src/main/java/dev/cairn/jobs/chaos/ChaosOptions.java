package dev.cairn.jobs.chaos;

import dev.cairn.jobs.chaos.fault.FaultKind;
import dev.cairn.jobs.cluster.ClusterOptions;
import dev.cairn.jobs.start.StartException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A run under faults.
 *
 * @param directory where everything of it is kept
 * @param seed of the schedule
 * @param items steps that all workers together send, and Kafka acknowledges
 * @param faults how many
 * @param faultsPerMinute about; more than 0
 * @param kinds of which the schedule is made
 * @param safety whether faults come at random, also while others last
 * @param liveness whether all must flow in time when faults have ended; with {@code safety} too,
 *     the first half of the faults comes at random, and after each of the second all must flow
 * @param patience how many times 60 s that may take; more than 1 where the machine is slow
 * @param workers processes that send
 * @param cluster what the cluster consists of
 */
public record ChaosOptions(
    Path directory,
    long seed,
    long items,
    int faults,
    double faultsPerMinute,
    List<FaultKind> kinds,
    boolean safety,
    boolean liveness,
    double patience,
    int workers,
    ClusterOptions cluster) {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Before the first fault, and after the last. */
  private static final double CALM_S = 30;

  /** Checks every number. */
  public ChaosOptions {
    kinds = List.copyOf(kinds);
    directory = directory.toAbsolutePath().normalize();
    require(items >= 1 && items <= 1_000_000_000, "--items must be 1 to 10^9", items);
    require(faults >= 0 && faults <= 100_000, "--faults must be 0 to 100,000", faults);
    require(
        faultsPerMinute > 0 && faultsPerMinute <= 600,
        "--faults-per-minute must be above 0, at most 600",
        faultsPerMinute);
    require(patience >= 1 && patience <= 100, "--patience must be 1 to 100", patience);
    require(workers >= 1 && workers <= 100, "--workers must be 1 to 100", workers);
    require(!kinds.isEmpty(), "--only must name a kind of fault", kinds);
    require(safety || liveness, "a run is judged by safety, liveness or both", false);
  }

  /** Mean time between two faults. */
  Duration gap() {
    return Duration.ofMillis((long) (60_000 / faultsPerMinute));
  }

  /** Faults that come at random; after each of the others all must flow. */
  int atRandom() {
    return !liveness ? faults : !safety ? 0 : (faults + 1) / 2;
  }

  /** Steps a second of each worker, so that they last about as long as the faults. */
  double rate() {
    return items / (faults * 60 / faultsPerMinute + CALM_S) / workers;
  }

  /** Steps that a worker sends. */
  long share(int worker) {
    return items / workers + (worker <= items % workers ? 1 : 0);
  }

  /** In which everything must flow after the last fault. */
  Duration limit() {
    return Duration.ofMillis((long) (LIMIT.toMillis() * patience));
  }

  private static void require(boolean holds, String rule, Object value) {
    if (!holds) {
      throw new StartException(rule + ": " + value);
    }
  }
}
