package dev.cairn.schema;

import java.util.regex.Pattern;

/**
 * Names of the topics of a name space.
 *
 * @param space name of the experiment: 1 to 100 characters of a-z, A-Z, 0-9, '-', '_' and '.'
 */
public record Topics(String space) {

  private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9._-]{1,100}");

  public Topics {
    require("space", space);
  }

  /** Trajectory chunks and amendments, keyed by stream. */
  public String transitions() {
    return space + ".transitions";
  }

  /** Priority updates and requests, keyed by learner. */
  public String feedback() {
    return space + ".feedback";
  }

  /** What each shard publishes, keyed by table. */
  public String stats() {
    return space + ".stats";
  }

  /** Changes of the running configuration, keyed by table; compacted. */
  public String control() {
    return space + ".control";
  }

  /** Parameters of policies, keyed by policy; compacted. */
  public String parameters() {
    return space + ".parameters";
  }

  /** Records that could not be taken. */
  public String deadLetters() {
    return space + ".dead-letters";
  }

  /** Answers to requests; the partition is the reader's mailbox. */
  public String minibatches(String table) {
    require("table", table);
    return space + ".minibatches." + table;
  }

  private static void require(String what, String name) {
    if (!LEGAL.matcher(name).matches()) {
      throw new IllegalArgumentException(
          what
              + " must be 1 to 100 characters of a-z, A-Z, 0-9, '-', '_', '.': "
              + what
              + "="
              + name);
    }
  }
}
