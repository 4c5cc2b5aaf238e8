package dev.cairn.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer.PartitionOffsetsRetriever;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class KeptRecordsTest {

  private static final TopicPartition ZERO = new TopicPartition("in", 0);
  private static final TopicPartition ONE = new TopicPartition("in", 1);

  @Test
  void gaps_everythingKept_areNone() {
    assertThat(
            KeptRecords.gaps(
                Map.of(ZERO, 5L, ONE, 9L), Map.of(ZERO, 5L, ONE, 0L), Map.of(ZERO, 5L, ONE, 9L)))
        .isEmpty();
  }

  @Test
  void gaps_oldestRecordIsNewerThanTheNext_areCounted() {
    List<KeptRecords.Gap> gaps =
        KeptRecords.gaps(
            Map.of(ZERO, 5L, ONE, 9L), Map.of(ZERO, 12L, ONE, 0L), Map.of(ZERO, 20L, ONE, 9L));

    assertThat(gaps).containsExactly(new KeptRecords.Gap(ZERO, 5, 12, 20));
    assertThat(gaps.get(0).records()).isEqualTo(7);
    assertThat(KeptRecords.refusal(gaps))
        .isEqualTo(
            "records that state goes on from must still be in Kafka: topic=in partition=0"
                + " next_offset=5 oldest_offset=12 end_offset=20 lost_records=7; start from a newer"
                + " checkpoint, or set kafka.auto.offset.reset to earliest to go on without them");
  }

  @Test
  void gaps_topicMadeAnew_isShorterThanWhatWasRead() {
    List<KeptRecords.Gap> gaps =
        KeptRecords.gaps(Map.of(ZERO, 5L), Map.of(ZERO, 0L), Map.of(ZERO, 3L));

    assertThat(KeptRecords.refusal(gaps)).contains("lost_records=unknown: the topic was made anew");
  }

  @Test
  void startingOffsets_withoutState_goOnWhereTheGroupStoppedIfThatIsStillThere() {
    TopicPartition two = new TopicPartition("in", 2);
    Kafka kafka = new Kafka(Map.of(ZERO, 7L, ONE, 2L), Map.of(ZERO, 3L, ONE, 4L, two, 1L));

    assertThat(new StartingOffsets(false).getPartitionOffsets(List.of(ZERO, ONE, two), kafka))
        .containsExactlyInAnyOrderEntriesOf(Map.of(ZERO, 7L, ONE, 4L, two, 1L));
  }

  private record Kafka(Map<TopicPartition, Long> committed, Map<TopicPartition, Long> oldest)
      implements PartitionOffsetsRetriever {

    @Override
    public Map<TopicPartition, Long> committedOffsets(Collection<TopicPartition> partitions) {
      return committed;
    }

    @Override
    public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions) {
      return oldest;
    }

    @Override
    public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
        Map<TopicPartition, Long> times) {
      throw new UnsupportedOperationException();
    }
  }
}
