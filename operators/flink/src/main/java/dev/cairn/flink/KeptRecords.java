package dev.cairn.flink;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Whether Kafka still has the records from which state goes on. Kafka deletes by age and size,
 * whoever has not read them yet; what state refers to and Kafka no longer has is lost.
 */
final class KeptRecords {

  private KeptRecords() {}

  /**
   * A partition from which records are gone.
   *
   * @param next offset of the first record that state does not hold
   * @param oldest offset of the first that Kafka has
   * @param end offset of the one to be written next
   */
  record Gap(TopicPartition partition, long next, long oldest, long end) {

    /** Records that are gone; 0 when the topic is shorter than state remembers it. */
    long records() {
      return Math.max(0, oldest - next);
    }

    private String text() {
      return "topic="
          + partition.topic()
          + " partition="
          + partition.partition()
          + " next_offset="
          + next
          + " oldest_offset="
          + oldest
          + " end_offset="
          + end
          + " lost_records="
          + (records() > 0 ? Long.toString(records()) : "unknown: the topic was made anew");
    }
  }

  /**
   * The partitions of which something is gone.
   *
   * @param next where state goes on in each
   * @param oldest offset of the first record that Kafka has of each
   * @param end offset of the record to be written next to each
   */
  static List<Gap> gaps(
      Map<TopicPartition, Long> next,
      Map<TopicPartition, Long> oldest,
      Map<TopicPartition, Long> end) {
    List<Gap> gaps = new ArrayList<>();
    new HashMap<>(next)
        .forEach(
            (partition, offset) -> {
              long first = oldest.getOrDefault(partition, 0L);
              long last = end.getOrDefault(partition, Long.MAX_VALUE);
              if (offset < first || offset > last) {
                gaps.add(new Gap(partition, offset, first, last));
              }
            });
    return gaps;
  }

  /** Why a job does not go on, and what can be done. */
  static String refusal(List<Gap> gaps) {
    StringBuilder text =
        new StringBuilder("records that state goes on from must still be in Kafka:");
    gaps.forEach(gap -> text.append(' ').append(gap.text()).append(';'));
    return text.append(
            " start from a newer checkpoint, or set kafka.auto.offset.reset to earliest to go on"
                + " without them")
        .toString();
  }
}
