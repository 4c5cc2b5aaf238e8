package dev.cairn.jobs.chaos.trial;

import dev.cairn.jobs.chaos.Trial;
import java.util.function.Consumer;

/** What a scenario shows: figures, and whether all is as it must be. */
public final class Seen {

  private final Consumer<String> out;
  private final long begunNs = System.nanoTime();
  private boolean right = true;

  /**
   * @param out is given a line each
   */
  public Seen(Consumer<String> out) {
    this.out = out;
  }

  /** Something that was done or measured. */
  public void note(String line) {
    out.accept("  %4d s  %s".formatted((System.nanoTime() - begunNs) / 1_000_000_000L, line));
  }

  /** Something that must be so. */
  public void require(boolean holds, String rule) {
    note((holds ? "ok: " : "WRONG: ") + rule);
    right &= holds;
  }

  /** What came of the whole trial. */
  public void outcome(Trial.Outcome outcome) {
    outcome.lines().forEach(this::note);
    require(outcome.right(), "nothing lost, nothing doubled, ledgers and savepoint right");
  }

  public boolean right() {
    return right;
  }
}
