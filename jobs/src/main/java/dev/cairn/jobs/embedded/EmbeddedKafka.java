package dev.cairn.jobs.embedded;

import dev.cairn.jobs.start.DiskSpace;
import dev.cairn.jobs.start.Ports;
import dev.cairn.jobs.start.StartException;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;

/**
 * A Kafka broker with its own controller (KRaft) in this JVM, on the loopback address only, without
 * security.
 *
 * <p>It and {@link KafkaNode} stand on Kafka's server classes, which make no promise of
 * compatibility: nothing else here uses them. Thread-safe. Up in 2 to 5 s; about 100 MB.
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
    return start(directory, port, properties -> {});
  }

  /** The same with other settings of the broker over ours; a listener without security stays. */
  static EmbeddedKafka start(Path directory, int port, Consumer<Properties> settings) {
    DiskSpace.require(directory, MIN_FREE_BYTES);
    int brokerPort = Ports.claim(port, "kafka port");
    int controllerPort = Ports.claim(0, "kafka controller port");
    // A broker whose disk fails ends the JVM; say why before it does.
    Exit.setHaltProcedure((code, message) -> endJvm(code, message, directory));
    Exit.setExitProcedure((code, message) -> endJvm(code, message, directory));
    try {
      KafkaNode node =
          new KafkaNode(1, directory, "127.0.0.1", List.of(brokerPort), List.of(controllerPort));
      node.format(Uuid.randomUuid().toString());
      Properties properties = node.properties();
      settings.accept(properties);
      KafkaRaftServer server =
          new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
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
