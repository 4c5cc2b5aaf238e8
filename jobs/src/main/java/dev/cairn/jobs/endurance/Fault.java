package dev.cairn.jobs.endurance;

import dev.cairn.jobs.cluster.Role;

/**
 * Something that happens to a process.
 *
 * @param role whose
 * @param pauseSeconds how long it stands still (SIGSTOP); 0: it is killed (SIGKILL)
 */
record Fault(Role role, int pauseSeconds) {

  /** For people and tables. */
  String what() {
    return pauseSeconds == 0 ? "kill" : "pause " + pauseSeconds + " s";
  }
}
