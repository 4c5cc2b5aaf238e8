package dev.cairn.client;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How a {@link TrajectoryWriter} writes.
 *
 * @param space name space of the experiment
 * @param stream name of the environment, unique among all writers; 1 to 200 characters
 * @param tables tables that the steps go to; at least one
 * @param policy name of the policy that acts
 * @param maxSteps steps a chunk holds at most, at least 1
 * @param maxBytes a chunk is cut when its columns reach so many bytes
 * @param maxDelay a chunk is cut by the first step that comes so long after the chunk's first
 * @param paced whether to follow the published allowance
 * @param compressed columns that the tables have with {@code encoding: zstd}
 */
public record WriterOptions(
    String space,
    String stream,
    List<String> tables,
    String policy,
    int maxSteps,
    int maxBytes,
    Duration maxDelay,
    boolean paced,
    Set<String> compressed) {

  public WriterOptions {
    tables = List.copyOf(tables);
    compressed = Set.copyOf(compressed);
    if (stream.isEmpty() || stream.length() > 200) {
      throw new IllegalArgumentException("stream must have 1 to 200 characters: stream=" + stream);
    }
    if (tables.isEmpty()) {
      throw new IllegalArgumentException("a writer needs at least one table: tables=[]");
    }
    if (maxSteps < 1 || maxBytes < 1) {
      throw new IllegalArgumentException(
          "max_steps and max_bytes must be >= 1: max_steps=" + maxSteps + " max_bytes=" + maxBytes);
    }
  }

  /** Paced chunks of at most 16 steps, 256 KiB and 1 s, of the policy "default". */
  public static WriterOptions of(String space, String stream, String table) {
    return new WriterOptions(
        space,
        stream,
        List.of(table),
        "default",
        16,
        256 << 10,
        Duration.ofSeconds(1),
        true,
        Set.of());
  }

  /** The same with other tables. */
  public WriterOptions withTables(List<String> tables) {
    return new WriterOptions(
        space, stream, tables, policy, maxSteps, maxBytes, maxDelay, paced, compressed);
  }

  /** The same with chunks of at most so many steps. */
  public WriterOptions withMaxSteps(int maxSteps) {
    return new WriterOptions(
        space, stream, tables, policy, maxSteps, maxBytes, maxDelay, paced, compressed);
  }

  /** The same with or without pace. */
  public WriterOptions withPaced(boolean paced) {
    return new WriterOptions(
        space, stream, tables, policy, maxSteps, maxBytes, maxDelay, paced, compressed);
  }

  /** The same for another policy. */
  public WriterOptions withPolicy(String policy) {
    return new WriterOptions(
        space, stream, tables, policy, maxSteps, maxBytes, maxDelay, paced, compressed);
  }

  /** The same with chunks cut at another size. */
  public WriterOptions withMaxBytes(int maxBytes) {
    return new WriterOptions(
        space, stream, tables, policy, maxSteps, maxBytes, maxDelay, paced, compressed);
  }

  /** The same with chunks cut after another time. */
  public WriterOptions withMaxDelay(Duration maxDelay) {
    return new WriterOptions(
        space, stream, tables, policy, maxSteps, maxBytes, maxDelay, paced, compressed);
  }

  /** The same with these columns compressed, as the tables have them. */
  public WriterOptions withCompressed(String... columns) {
    return new WriterOptions(
        space, stream, tables, policy, maxSteps, maxBytes, maxDelay, paced, Set.of(columns));
  }
}
