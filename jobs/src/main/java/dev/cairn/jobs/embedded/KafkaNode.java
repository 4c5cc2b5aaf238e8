package dev.cairn.jobs.embedded;

import dev.cairn.jobs.start.StartException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.StringJoiner;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * How a node of a Kafka cluster is set up: broker and controller in one (KRaft), without security.
 * With three nodes everything has three replicas, of which two must be in step.
 *
 * @param id of the node, from 1
 * @param directory where it keeps its log
 * @param host address of all nodes
 * @param brokerPorts one a node
 * @param controllerPorts one a node
 */
public record KafkaNode(
    int id, Path directory, String host, List<Integer> brokerPorts, List<Integer> controllerPorts) {

  public KafkaNode {
    brokerPorts = List.copyOf(brokerPorts);
    controllerPorts = List.copyOf(controllerPorts);
  }

  /** The broker's configuration. */
  public Properties properties() {
    int nodes = brokerPorts.size();
    String replicas = Integer.toString(Math.min(3, nodes));
    String inStep = nodes >= 3 ? "2" : "1";
    String broker = "PLAINTEXT://" + host + ":" + brokerPorts.get(id - 1);
    Properties p = new Properties();
    p.put("process.roles", "broker,controller");
    p.put("node.id", Integer.toString(id));
    p.put("controller.quorum.voters", voters());
    p.put("listeners", broker + ",CONTROLLER://" + host + ":" + controllerPorts.get(id - 1));
    p.put("advertised.listeners", broker);
    p.put("controller.listener.names", "CONTROLLER");
    p.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    p.put("inter.broker.listener.name", "PLAINTEXT");
    p.put("log.dirs", directory.toString());
    p.put("default.replication.factor", replicas);
    p.put("min.insync.replicas", inStep);
    // Few nodes: few partitions, few threads.
    p.put("offsets.topic.replication.factor", replicas);
    p.put("offsets.topic.num.partitions", "1");
    p.put("transaction.state.log.replication.factor", replicas);
    p.put("transaction.state.log.num.partitions", "1");
    p.put("transaction.state.log.min.isr", inStep);
    p.put("share.coordinator.state.topic.replication.factor", replicas);
    p.put("share.coordinator.state.topic.num.partitions", "1");
    p.put("share.coordinator.state.topic.min.isr", inStep);
    p.put("group.initial.rebalance.delay.ms", "0");
    p.put("num.network.threads", "2");
    p.put("num.io.threads", "2");
    p.put("background.threads", "2");
    // Batches are megabytes.
    p.put("socket.send.buffer.bytes", "2097152");
    p.put("socket.receive.buffer.bytes", "2097152");
    p.put("log.cleaner.dedupe.buffer.size", "2097152");
    p.put("log.index.size.max.bytes", "1048576");
    p.put("log.retention.check.interval.ms", "10000");
    p.put("auto.create.topics.enable", "false");
    return p;
  }

  /**
   * Makes the directory a log of this node; one that was made before stays as it is.
   *
   * @param clusterId the same for all nodes, as {@link org.apache.kafka.common.Uuid} writes it
   * @throws StartException when it cannot be made
   */
  public void format(String clusterId) {
    if (Files.exists(directory.resolve("meta.properties"))) {
      return;
    }
    try {
      new Formatter()
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
          .setNodeId(id)
          .setClusterId(clusterId)
          .addDirectory(directory.toString())
          .setMetadataLogDirectory(directory.toString())
          .setControllerListenerName("CONTROLLER")
          .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
          .setIgnoreFormatted(true)
          .run();
    } catch (Exception e) {
      throw new StartException(
          "the directory cannot be made Kafka's: directory=" + directory + " (" + e + ")", e);
    }
  }

  private String voters() {
    StringJoiner voters = new StringJoiner(",");
    for (int i = 0; i < controllerPorts.size(); i++) {
      voters.add((i + 1) + "@" + host + ":" + controllerPorts.get(i));
    }
    return voters.toString();
  }
}
