package dev.cairn.jobs.topics;

import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.start.StartException;

/** The group in which a job reads its topics. */
public final class ConsumerGroup {

  private ConsumerGroup() {}

  /**
   * A job without state goes on where its group stopped: one that is to read everything needs a
   * group that has read nothing.
   *
   * @param config with the brokers in it
   * @throws StartException when the group has read something, or the broker does not answer
   */
  public static void requireUnread(CairnConfig config) {
    String group = ServiceRights.group(config);
    try (TopicAdmin admin = new TopicAdmin(config.kafka())) {
      if (admin.hasRead(group)) {
        throw new StartException(
            "a job without state needs a consumer group that has read nothing, to begin where the"
                + " topics begin: kafka.group.id="
                + group
                + " (set another in the configuration, such as "
                + group
                + "-2)");
      }
    }
  }
}
