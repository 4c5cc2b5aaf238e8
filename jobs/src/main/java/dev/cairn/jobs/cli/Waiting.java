package dev.cairn.jobs.cli;

import dev.cairn.client.TableInfo;
import dev.cairn.jobs.start.StartException;
import java.time.Duration;

/** Waits for what a command needs. */
final class Waiting {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Waiting() {}

  /**
   * Returns when the job publishes the table.
   *
   * @throws StartException when it does not within 2 minutes
   */
  static void forTable(TableInfo info, String table) throws InterruptedException {
    if (!info.awaitTable(table, PATIENCE)) {
      throw new StartException(
          "the replay job publishes nothing: table="
              + table
              + " waited_s="
              + PATIENCE.toSeconds()
              + " (does it run, on this broker and in this space?)");
    }
  }
}
