package dev.cairn.jobs.embedded;

import dev.cairn.jobs.start.DiskSpace;
import dev.cairn.jobs.start.Ports;
import dev.cairn.jobs.start.StartException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A Kafka broker with its own controller (KRaft) in this JVM, on the loopback address only, without
 * security.
 *
 * <p>It stands on Kafka's server classes, which make no promise of compatibility: nothing else here
 * uses them. Thread-safe. Up in 2 to 5 s; about 100 MB.
 */
public final class EmbeddedKafka implements AutoCloseable {

  private static final long MIN_FREE_BYTES = 256L << 20;

  private final KafkaRaftServer server;
  private final String bootstrapServers;

  private EmbeddedKafka(KafkaRaftServer server, String bootstrapServers) {
    this.server = server;
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Starts a broker. A directory that was used before is opened again, with its topics.
   *
   * @param directory where it keeps its log; made if needed; one broker at a time
   * @param port port to listen on; 0 for a free one
   * @throws StartException when the port is in use, the directory cannot be used, or the disk has
   *     less than 256 MiB free
   */
  public static EmbeddedKafka start(Path directory, int port) {
    DiskSpace.require(directory, MIN_FREE_BYTES);
    int brokerPort = Ports.claim(port, "kafka port");
    int controllerPort = Ports.claim(0, "kafka controller port");
    // A broker whose disk fails ends the JVM; say why before it does.
    Exit.setHaltProcedure((code, message) -> endJvm(code, message, directory));
    Exit.setExitProcedure((code, message) -> endJvm(code, message, directory));
    try {
      format(directory);
      KafkaRaftServer server =
          new KafkaRaftServer(
              KafkaConfig.fromProps(properties(directory, brokerPort, controllerPort), false),
              Time.SYSTEM);
      server.startup();
      return new EmbeddedKafka(server, "127.0.0.1:" + brokerPort);
    } catch (Exception e) {
      throw new StartException(
          "the embedded Kafka broker does not start: directory="
              + directory
              + " port="
              + brokerPort
              + " ("
              + e.getMessage()
              + ")",
          e);
    }
  }

  /** What clients connect to: host and port. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Stops the broker and waits for it; its log stays on disk. */
  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  private static void format(Path directory) throws Exception {
    if (Files.exists(directory.resolve("meta.properties"))) {
      return;
    }
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setNodeId(1)
        .setClusterId(Uuid.randomUuid().toString())
        .addDirectory(directory.toString())
        .setMetadataLogDirectory(directory.toString())
        .setControllerListenerName("CONTROLLER")
        .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
        .setIgnoreFormatted(true)
        .run();
  }

  private static Properties properties(Path directory, int brokerPort, int controllerPort) {
    Properties p = new Properties();
    p.put("process.roles", "broker,controller");
    p.put("node.id", "1");
    p.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    p.put(
        "listeners",
        "PLAINTEXT://127.0.0.1:" + brokerPort + ",CONTROLLER://127.0.0.1:" + controllerPort);
    p.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + brokerPort);
    p.put("controller.listener.names", "CONTROLLER");
    p.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    p.put("inter.broker.listener.name", "PLAINTEXT");
    p.put("log.dirs", directory.toString());
    // One node: one replica of everything, few partitions, few threads.
    p.put("offsets.topic.replication.factor", "1");
    p.put("offsets.topic.num.partitions", "1");
    p.put("transaction.state.log.replication.factor", "1");
    p.put("transaction.state.log.num.partitions", "1");
    p.put("transaction.state.log.min.isr", "1");
    p.put("share.coordinator.state.topic.replication.factor", "1");
    p.put("share.coordinator.state.topic.num.partitions", "1");
    p.put("share.coordinator.state.topic.min.isr", "1");
    p.put("group.initial.rebalance.delay.ms", "0");
    p.put("num.network.threads", "2");
    p.put("num.io.threads", "2");
    p.put("background.threads", "2");
    p.put("log.cleaner.dedupe.buffer.size", "2097152");
    p.put("log.index.size.max.bytes", "1048576");
    p.put("log.retention.check.interval.ms", "10000");
    p.put("auto.create.topics.enable", "false");
    return p;
  }

  private static void endJvm(int code, String message, Path directory) {
    System.err.println(
        "cairn: the embedded Kafka broker failed and cannot go on: directory="
            + directory
            + " ("
            + (message == null ? "is the disk full?" : message)
            + ")");
    Runtime.getRuntime().halt(code == 0 ? 1 : code);
  }
}
