package dev.cairn.jobs.cluster;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.cairn.jobs.embedded.KafkaNode;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The files that a cluster's processes read. */
final class ClusterFiles {

  private final ClusterFolder folder;
  private final ClusterPlan plan;

  ClusterFiles(ClusterFolder folder, ClusterPlan plan) {
    this.folder = folder;
    this.plan = plan;
  }

  /**
   * Writes all of them. They are the owner's alone to read, as they may hold passwords.
   *
   * @param yaml configuration of the job
   * @param flink Flink's settings
   */
  void write(String yaml, Map<String, String> flink) throws IOException {
    secret(folder.config(), yaml);
    secret(
        folder.flink().resolve("config.yaml"),
        new YAMLMapper().writeValueAsString(new TreeMap<>(flink)));
    secret(folder.zookeeper().resolve("zoo.cfg"), String.join("\n", zookeeper()) + "\n");
    for (int broker = 1; broker <= plan.options().brokers(); broker++) {
      KafkaNode node =
          new KafkaNode(
              broker,
              folder.kafka(broker),
              plan.network().kafka(),
              plan.brokerPorts(),
              plan.controllerPorts());
      Files.createDirectories(folder.kafka(broker));
      node.format(plan.kafkaId());
      try (Writer out = Files.newBufferedWriter(folder.brokerProperties(broker))) {
        node.properties().store(out, null);
      }
    }
    // Last: with it the folder has a cluster.
    plan.write(folder);
  }

  private List<String> zookeeper() {
    return List.of(
        "dataDir=" + folder.zookeeper().resolve("data"),
        "clientPort=" + plan.zookeeperPort(),
        "clientPortAddress=" + plan.network().host(),
        "tickTime=1000",
        "maxClientCnxns=0",
        "autopurge.snapRetainCount=3",
        "autopurge.purgeInterval=1");
  }

  private static void secret(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.deleteIfExists(file);
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    Files.writeString(file, text, StandardCharsets.UTF_8);
  }
}
