package dev.cairn.jobs.bench;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a benchmark runs.
 *
 * @param table the table under load
 * @param warmupSeconds seconds under load before anything is measured, at least 1
 * @param seconds seconds measured, at least 1
 * @param inFlight requests that the learner keeps in flight, at least 1
 * @param rate transitions a second to send; 0 for as many as the service takes
 * @param flink Flink settings over those of the embedded cluster
 * @param directory where the broker and Flink keep their files
 */
public record BenchOptions(
    BenchTable table,
    int warmupSeconds,
    int seconds,
    int inFlight,
    long rate,
    Map<String, String> flink,
    Path directory) {

  public BenchOptions {
    flink = Map.copyOf(flink);
  }
}
