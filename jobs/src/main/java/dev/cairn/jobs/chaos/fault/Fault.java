package dev.cairn.jobs.chaos.fault;

import java.time.Duration;

/**
 * Something that goes wrong at one time of a run, and how it is put right. An object is one fault:
 * it is injected once and healed afterwards, also when injecting it threw. All that it does follows
 * from what it was made with.
 */
public interface Fault {

  /** Whom it hits, for people and the history: a role such as {@code broker-1}, or a path. */
  String target();

  /** How long it lasts, from {@link #inject} to {@link #heal}; zero or more. */
  Duration lasts();

  /**
   * Lets it happen, and returns as soon as it has.
   *
   * @throws dev.cairn.jobs.start.StartException when it cannot be done here
   */
  void inject(Site site) throws InterruptedException;

  /** Puts it right, whatever of it has happened. Nothing happens when it is healed again. */
  void heal(Site site);
}
