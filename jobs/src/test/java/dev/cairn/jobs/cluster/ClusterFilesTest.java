package dev.cairn.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.config.ConfigFile;
import dev.cairn.jobs.start.StartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.flink.configuration.GlobalConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterFilesTest {

  private static final ClusterOptions THREE_BROKERS =
      new ClusterOptions(3, 2, 2, 3, true, 7, 0, 768, 1280, 128, 512, 1, 1);

  @TempDir private Path directory;

  private Cluster create() {
    CairnConfig config =
        ConfigFile.over(
            ConfigFile.shipped("cluster.yaml"),
            Map.of("kafka", Map.of("sasl.jaas.config", "password=\"0123\"", "client.rack", "007")));
    return Cluster.create(
        directory, THREE_BROKERS, config, Map.of("heartbeat.timeout", "4000"), null);
  }

  @Test
  void create_threeBrokers_everythingHasThreeReplicas() throws Exception {
    Cluster cluster = create();

    assertThat(cluster.config().topics().replication()).isEqualTo((short) 3);
    assertThat(cluster.config().kafka().getOrDefault("bootstrap.servers", "").split(","))
        .hasSize(3);
    assertThat(cluster.config().kafka()).containsEntry("client.rack", "007");
    Properties broker = new Properties();
    try (var in = Files.newBufferedReader(directory.resolve("kafka/broker-2.properties"))) {
      broker.load(in);
    }
    assertThat(broker)
        .containsEntry("node.id", "2")
        .containsEntry("min.insync.replicas", "2")
        .containsEntry("offsets.topic.replication.factor", "3");
    assertThat(directory.resolve("kafka/broker-3/meta.properties")).exists();
  }

  @Test
  void create_flinksFile_isWhatFlinkReads() {
    Cluster cluster = create();

    Map<String, String> read =
        GlobalConfiguration.loadConfiguration(directory.resolve("flink").toString()).toMap();

    assertThat(read)
        .containsEntry("heartbeat.timeout", "4000")
        .containsEntry("parallelism.default", "3")
        .containsEntry("high-availability.cluster-id", "/" + cluster.jobId())
        .containsEntry("state.backend.type", "rocksdb")
        .containsEntry("execution.checkpointing.interval", "3 s");
  }

  @Test
  void create_filesThatMayHoldPasswords_areTheOwnersAlone() throws Exception {
    create();

    for (String file : List.of("job.yaml", "flink/config.yaml")) {
      assertThat(
              PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(file))))
          .as(file)
          .isEqualTo("rw-------");
    }
  }

  @Test
  void open_folderThatWasCreated_isTheSame() {
    Cluster created = create();

    Cluster opened = Cluster.open(directory);

    assertThat(opened.options()).isEqualTo(THREE_BROKERS);
    assertThat(opened.jobId()).isEqualTo(created.jobId());
    assertThat(opened.config().kafka()).isEqualTo(created.config().kafka());
    assertThat(opened.config().flink()).isEqualTo(created.config().flink());
    assertThat(opened.flink().pages()).isEqualTo(created.flink().pages()).hasSize(2);
    assertThat(opened.processes()).hasSize(1 + 3 + 2 + 2 + 1 + 1);
    assertThat(opened.status().healthy()).isFalse();
    assertThatThrownBy(this::create).hasMessageContaining("the folder has a cluster already");
  }

  @Test
  void restarted_fromACheckpoint_hasANewJobAndTheSameBrokers() throws Exception {
    Cluster first = create();
    Path checkpoint = Files.createDirectories(directory.resolve("chk-3"));
    ClusterOptions wider = new ClusterOptions(3, 4, 1, 0, false, 7, 0, 768, 1280, 128, 512, 1, 1);

    assertThatThrownBy(() -> first.restarted(wider, first.config(), Map.of(), checkpoint))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("_metadata");
    Files.createFile(checkpoint.resolve("_metadata"));
    Cluster second = first.restarted(wider, first.config(), Map.of(), checkpoint);

    assertThat(second.jobId()).isNotEqualTo(first.jobId());
    assertThat(second.config().kafka()).isEqualTo(first.config().kafka());
    assertThat(Cluster.open(directory).options()).isEqualTo(wider);
    assertThatThrownBy(
            () -> second.restarted(ClusterOptions.SMALL, first.config(), Map.of(), checkpoint))
        .hasMessage("the number of brokers of a folder stays: --brokers=1 (it has 3)");
  }

  @Test
  void create_flinksProcesses_haveAPortOfMetricsEachThatStays() throws Exception {
    Cluster created = create();

    String file = Files.readString(directory.resolve("prometheus.json"));
    List<String> addresses =
        created.status().processes().stream()
            .map(ClusterStatus.Line::metrics)
            .filter(Objects::nonNull)
            .toList();
    assertThat(addresses).hasSize(4).doesNotHaveDuplicates();
    assertThat(addresses)
        .allMatch(
            address ->
                file.contains(address.substring("http://".length(), address.lastIndexOf('/'))));

    Path checkpoint = Files.createDirectories(directory.resolve("chk-3"));
    Files.createFile(checkpoint.resolve("_metadata"));
    ClusterOptions wider = new ClusterOptions(3, 4, 1, 0, true, 7, 0, 768, 1280, 128, 512, 1, 1);
    Cluster restarted = created.restarted(wider, created.config(), Map.of(), checkpoint);
    assertThat(
            restarted.status().processes().stream()
                .map(ClusterStatus.Line::metrics)
                .filter(Objects::nonNull))
        .hasSize(6)
        .containsAll(addresses);
  }

  @Test
  void open_emptyFolder_isRefused() {
    assertThatThrownBy(() -> Cluster.open(directory))
        .isInstanceOf(StartException.class)
        .hasMessage(
            "no cluster was started here: --dir=" + directory + " (run cairn cluster start)");
  }
}
