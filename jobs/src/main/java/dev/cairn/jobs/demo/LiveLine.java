package dev.cairn.jobs.demo;

import java.io.PrintStream;

/**
 * One line of progress: rewritten in place on a terminal, else printed anew every few seconds.
 * Thread-safe.
 */
public final class LiveLine {

  private static final long QUIET_MS = 5_000;
  private static final String NO_WRAP = "\u001b[?7l";
  private static final String WRAP = "\u001b[?7h";
  private static final String CLEAR = "\r\u001b[K";

  private final PrintStream out;
  private final boolean terminal;
  private long nextMs;
  private boolean open;

  /**
   * @param terminal whether {@code out} understands escape sequences
   */
  public LiveLine(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** A line on standard output. */
  public static LiveLine onStandardOutput() {
    String term = System.getenv().getOrDefault("TERM", "dumb");
    return new LiveLine(System.out, System.console() != null && !term.equals("dumb"));
  }

  /** Whether {@link #show} would print at this time, ms. */
  public synchronized boolean due(long nowMs) {
    return terminal || nowMs >= nextMs;
  }

  /** Shows progress. */
  public synchronized void show(String line, long nowMs) {
    if (terminal) {
      out.print(CLEAR + NO_WRAP + line + WRAP);
      open = true;
    } else if (nowMs >= nextMs) {
      out.println(line);
      nextMs = nowMs + QUIET_MS;
    }
    out.flush();
  }

  /** Prints a line that stays. */
  public synchronized void say(String line) {
    if (open) {
      out.print(CLEAR);
      open = false;
    }
    out.println(line);
    out.flush();
  }
}
