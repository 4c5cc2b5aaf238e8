package dev.cairn.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.replay.ColumnSpec;
import dev.cairn.replay.DType;
import dev.cairn.replay.Signature;
import dev.cairn.replay.TableSpec;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class KafkaSettingsTest {

  private static final Map<String, String> BROKER = Map.of("bootstrap.servers", "localhost:1");

  @Test
  void producer_smallTables_takesAtLeastKafkasDefault() {
    Properties properties = settings(TestTables.table("t", 1), BROKER).producer(0);

    assertThat(properties.getProperty("max.request.size")).isEqualTo("1048576");
    assertThat(properties.getProperty("acks")).isEqualTo("all");
    assertThat(properties.getProperty("linger.ms")).isEqualTo("0");
    assertThat(Long.parseLong(properties.getProperty("delivery.timeout.ms")))
        .isGreaterThanOrEqualTo(3_600_000);
  }

  @Test
  void producer_largeItems_hasRoomForTheLargestMinibatch() {
    TableSpec images = withColumn(new ColumnSpec("frames", DType.UINT8, List.of(84, 84, 4), true));

    KafkaSettings settings = settings(images, BROKER);

    // 64 items of two observations of 84 x 84 x 4 bytes.
    assertThat(settings.maxValueBytes()).isGreaterThan(64 * 2 * 84 * 84 * 4);
    assertThat(Long.parseLong(settings.producer(0).getProperty("max.request.size")))
        .isGreaterThan(settings.maxValueBytes());
  }

  @Test
  void minibatchProducer_takesTheLargestIntoABufferThatIsUsedAgain() {
    KafkaSettings settings = settings(TestTables.table("t", 1), BROKER);
    Properties properties = settings.minibatchProducer();

    // The producer's pool has buffers of this size only.
    assertThat(properties.getProperty("batch.size"))
        .isEqualTo(properties.getProperty("max.request.size"));
    assertThat(settings.producer(0)).doesNotContainKey("batch.size");
  }

  @Test
  void minibatchProducer_userGivesLessMemory_batchesStayAsTheyAre() {
    Map<String, String> kafka = Map.of("bootstrap.servers", "b:1", "buffer.memory", "100000");

    assertThat(settings(TestTables.table("t", 1), kafka).minibatchProducer())
        .containsEntry("buffer.memory", "100000")
        .doesNotContainKey("batch.size");
  }

  @Test
  void producer_userSaysOtherwise_theUserWins() {
    KafkaSettings settings =
        settings(
            TestTables.table("t", 1),
            Map.of(
                "bootstrap.servers",
                "b:1",
                "max.request.size",
                "5000",
                "linger.ms",
                "9",
                "sasl.mechanism",
                "PLAIN"));

    assertThat(settings.maxValueBytes()).isLessThan(5_000);
    assertThat(settings.producer(0))
        .containsEntry("linger.ms", "9")
        .containsEntry("max.request.size", "5000")
        .containsEntry("sasl.mechanism", "PLAIN");
    assertThat(settings.consumer("g"))
        .containsEntry("group.id", "g")
        .containsEntry("sasl.mechanism", "PLAIN");
  }

  @Test
  void new_sizeThatIsNoNumber_isRefusedByName() {
    assertThatThrownBy(
            () ->
                settings(
                    TestTables.table("t", 1),
                    Map.of("bootstrap.servers", "b:1", "max.request.size", "1 MB")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("kafka.max.request.size")
        .hasMessageContaining("1 MB");
  }

  @Test
  void new_withoutBrokers_isRefused() {
    assertThatThrownBy(() -> settings(TestTables.table("t", 1), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bootstrap.servers");
  }

  @Test
  void skipLost_unlessAskedForByName_isRefused() {
    TableSpec table = TestTables.table("t", 1);
    assertThat(settings(table, Map.of("bootstrap.servers", "b:1")).skipLost()).isFalse();
    assertThat(
            settings(table, Map.of("bootstrap.servers", "b:1", "auto.offset.reset", "earliest"))
                .skipLost())
        .isTrue();
    assertThatThrownBy(
            () ->
                settings(table, Map.of("bootstrap.servers", "b:1", "auto.offset.reset", "latest"))
                    .skipLost())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("kafka.auto.offset.reset must be earliest")
        .hasMessageEndingWith(": latest");
  }

  private static KafkaSettings settings(TableSpec table, Map<String, String> kafka) {
    return new KafkaSettings(new PipelineSpec("s", List.of(table), kafka, 1, 0));
  }

  private static TableSpec withColumn(ColumnSpec column) {
    TableSpec base = TestTables.table("images", 1);
    return new TableSpec(
        base.name(),
        base.shards(),
        base.capacityItems(),
        base.capacityBytes(),
        new Signature(List.of(column)),
        base.storage(),
        base.assembly(),
        base.tiers(),
        base.importance(),
        base.sampler(),
        base.overflow(),
        base.limiter(),
        base.maxBatch(),
        base.maxChunkSteps(),
        base.segmentBytes(),
        base.cleanBelow(),
        base.cacheBytes());
  }
}
