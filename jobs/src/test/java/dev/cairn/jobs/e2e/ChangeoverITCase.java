package dev.cairn.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.client.KafkaClients;
import dev.cairn.client.Row;
import dev.cairn.client.TableInfo;
import dev.cairn.client.TrajectoryWriter;
import dev.cairn.client.WriterOptions;
import dev.cairn.jobs.cluster.Changeover;
import dev.cairn.jobs.cluster.Cluster;
import dev.cairn.jobs.cluster.ClusterOptions;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.config.ConfigFile;
import dev.cairn.jobs.start.StartException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A cluster that runs goes on with more slots, and with another configuration, but not any. */
class ChangeoverITCase {

  private static final ClusterOptions ONE_SLOT =
      new ClusterOptions(1, 1, 1, 0, false, 1, 0, 640, 800, 64, 256, 0, 0);

  private static final int STEPS = 400;

  /** Kept after a failure: the logs are in it. */
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  private static CairnConfig config(int shards, int items) {
    String yaml =
        """
        space: over
        tables:
          t:
            shards: %d
            capacity: {items: %d, bytes: 8 MiB}
            columns: {rewards: {dtype: float32}}
            max_batch: 32
            max_chunk_steps: 16
        """;
    return ConfigFile.parse("test", yaml.formatted(shards, items), null);
  }

  @AfterEach
  void stop() {
    if (Cluster.exists(directory)) {
      Cluster.open(directory).stop();
    }
  }

  @Test
  @Timeout(400)
  void to_moreSlotsAndLessCapacity_keepsWhatWasWritten() throws Exception {
    Cluster cluster = Cluster.create(directory, ONE_SLOT, config(2, 20_000), Map.of(), null);
    cluster.start();
    write(cluster, "first", STEPS);

    Cluster wider =
        new Changeover(cluster, line -> {})
            .to(cluster.options().withParallelism(2), cluster.config(), Map.of());
    assertThat(wider.options().taskManagers()).isEqualTo(2);
    write(wider, "second", 2 * STEPS);

    assertThatThrownBy(
            () ->
                new Changeover(wider, line -> {}).to(wider.options(), config(3, 20_000), Map.of()))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("table=t")
        .hasMessageContaining("number of shards must stay")
        .hasMessageContaining("another kafka.group.id");
    assertThat(wider.status().healthy()).as("the old job runs on").isTrue();

    Cluster smaller =
        new Changeover(wider, line -> {}).to(wider.options(), config(2, 600), Map.of());
    try (TableInfo info = TableInfo.open("over", smaller.config().kafka())) {
      Published.await(info, "t", stats -> stats.getItems().getLive() <= 300);
    }
    write(smaller, "third", 3 * STEPS);
  }

  /** Writes some steps, and waits until the table has had so many in all. */
  private static void write(Cluster cluster, String stream, long inAll) throws Exception {
    Map<String, String> kafka = cluster.config().kafka();
    try (TableInfo info = TableInfo.open("over", kafka);
        Producer<byte[], byte[]> producer = KafkaClients.producer(kafka)) {
      assertThat(info.awaitTable("t", Duration.ofSeconds(60))).isTrue();
      try (TrajectoryWriter out =
          new TrajectoryWriter(WriterOptions.of("over", stream, "t"), producer, info)) {
        Row nothing = new Row();
        Row step = new Row();
        out.begin(nothing);
        for (int n = 0; n < STEPS; n++) {
          out.append(step.scalar("rewards", (float) n), nothing, false, false);
        }
        out.flush();
      }
      long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (created(info) != inAll) {
        assertThat(System.nanoTime()).as("created=%d", created(info)).isLessThan(end);
        Thread.sleep(100);
      }
    }
  }

  private static long created(TableInfo info) {
    return info.shards("t").stream().mapToLong(each -> each.getItems().getCreated()).sum();
  }
}
