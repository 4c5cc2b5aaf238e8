package dev.cairn.jobs.cluster;

import dev.cairn.jobs.start.StartException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process does, and which of several it is.
 *
 * @param kind what it does
 * @param number from 1
 */
public record Role(Kind kind, int number) {

  /** The order in which processes are started. */
  public static final Comparator<Role> STARTING =
      Comparator.comparing(Role::kind).thenComparing(Role::number);

  private static final Pattern NAME = Pattern.compile("([a-z-]+)-([1-9][0-9]{0,3})");

  /** Kinds of processes, in the order in which they are started. */
  public enum Kind {
    /** Keeps who leads, and where the newest checkpoint is. */
    ZOOKEEPER,
    /** Kafka: broker and controller in one. */
    BROKER,
    /** Flink's JobManager with the replay job. */
    JOB_MANAGER,
    /** Flink's TaskManager: holds shards. */
    TASK_MANAGER,
    /** Learns CartPole. */
    LEARNER,
    /** Plays CartPole. */
    WORKER;

    /** As in the names of roles. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * The role of a name such as {@code task-manager-1}.
   *
   * @throws StartException when it is no role
   */
  public static Role parse(String name) {
    Matcher parts = NAME.matcher(name);
    if (parts.matches()) {
      for (Kind kind : Kind.values()) {
        if (kind.label().equals(parts.group(1))) {
          return new Role(kind, Integer.parseInt(parts.group(2)));
        }
      }
    }
    throw new StartException(
        "a role must be one of "
            + String.join(
                ", ", Arrays.stream(Kind.values()).map(kind -> kind.label() + "-N").toList())
            + ": role="
            + name);
  }

  /** Its name: of the pid file, the logs and on the command line. */
  @Override
  public String toString() {
    return kind.label() + "-" + number;
  }
}
