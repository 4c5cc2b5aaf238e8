package dev.cairn.replay.trajectory;

import dev.cairn.replay.Run;
import java.util.ArrayList;
import java.util.List;

/** What came of the steps of one chunk, and of those that waited for it. Not thread-safe. */
public final class Assembled {

  private final List<StartedRun> runs = new ArrayList<>();
  private long assembled;
  private long dropped;

  /** Runs, in order. */
  public List<StartedRun> runs() {
    return runs;
  }

  /** Steps that became part of an item. */
  public long assembled() {
    return assembled;
  }

  /** Steps of which it is certain that no item has them. */
  public long dropped() {
    return dropped;
  }

  void add(StartedRun run) {
    runs.add(run);
  }

  void countAssembled(long steps) {
    assembled += steps;
  }

  void countDropped(long steps) {
    dropped += steps;
  }

  /**
   * A run and where it starts, which says what shard it goes to.
   *
   * @param incarnation the writer's incarnation
   * @param chunk number of the chunk in which its first item starts
   * @param run the run
   */
  public record StartedRun(long incarnation, long chunk, Run run) {}
}
