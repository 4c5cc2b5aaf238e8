package dev.cairn.jobs.config;

/**
 * How topics are laid out.
 *
 * @param partitions partitions of the transitions topic, at least 1
 * @param feedbackPartitions partitions of the feedback topic, at least 1
 * @param mailboxes partitions of each minibatch topic, one a learner, at least 1
 * @param replication replicas of each topic, at least 1
 * @param retentionHours how long inputs are kept: longer than the age of the oldest checkpoint that
 *     may be restored, at least 1
 */
public record TopicSettings(
    int partitions, int feedbackPartitions, int mailboxes, short replication, int retentionHours) {

  static TopicSettings read(Section section) {
    TopicSettings settings =
        new TopicSettings(
            section.count("partitions", 4, 1, 10_000),
            section.count("feedback_partitions", 1, 1, 10_000),
            section.count("mailboxes", 4, 1, 10_000),
            (short) section.count("replication", 1, 1, 32),
            section.count("retention_hours", 24, 1, 24 * 365));
    section.end();
    return settings;
  }
}
