package dev.cairn.jobs.cluster;

import dev.cairn.jobs.start.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Signals that Java has no method for, and what they leave a process in. */
final class Signals {

  private Signals() {}

  /**
   * Sends a signal.
   *
   * @param name as {@code kill} takes it, such as STOP
   */
  static void send(String name, long pid) {
    try {
      int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
      if (code != 0) {
        throw new StartException("the signal was not sent: signal=" + name + " pid=" + pid);
      }
    } catch (IOException e) {
      throw new StartException(
          "the signal was not sent: signal=" + name + " pid=" + pid + " (" + e + ")", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether SIGSTOP holds the process; false where the system has no /proc. */
  static boolean isStopped(long pid) {
    return stateOf(pid) == 'T';
  }

  /** Whether it has ended and nobody has asked for its exit code yet. */
  static boolean isZombie(long pid) {
    return stateOf(pid) == 'Z';
  }

  /** The letter after the name, which stands in parentheses and may hold any character. */
  private static char stateOf(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      int state = stat.lastIndexOf(')') + 2;
      return state < stat.length() ? stat.charAt(state) : '?';
    } catch (IOException e) {
      return '?';
    }
  }
}
