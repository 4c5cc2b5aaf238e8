package dev.cairn.jobs.cli;

import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;

/** Ctrl-C: the first asks for an orderly end, the second ends at once. */
final class Interrupts {

  private static final int EXIT_CODE = 130;

  private Interrupts() {}

  /**
   * Runs {@code action} at the first SIGINT or SIGTERM instead of ending the JVM, so that Flink's
   * and Kafka's own shutdown hooks do not pull the stack away below an orderly end.
   */
  static void onFirst(Runnable action) {
    AtomicBoolean seen = new AtomicBoolean();
    for (String name : new String[] {"INT", "TERM"}) {
      Signal.handle(
          new Signal(name),
          signal -> {
            if (seen.getAndSet(true)) {
              Runtime.getRuntime().halt(EXIT_CODE);
            }
            action.run();
          });
    }
  }
}
