package dev.cairn.jobs.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.cairn.jobs.start.Ports;
import dev.cairn.jobs.start.StartException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.flink.api.common.JobID;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * A cluster's options, and what was chosen once for its folder: ids and ports, so that a process
 * that is started again is found where it was.
 *
 * @param options what it consists of
 * @param jobId Flink's id of the job, 32 hexadecimal digits: with it a JobManager that is started
 *     again finds the job's newest checkpoint
 * @param from savepoint or checkpoint that the job started from; null for none
 * @param kafkaId Kafka's id of the cluster
 * @param zookeeperPort on 127.0.0.1, as all ports, unless {@code network} says otherwise
 * @param brokerPorts one a broker
 * @param controllerPorts one a broker
 * @param restPorts one a JobManager: the web page and REST
 * @param network addresses of the processes; null in the file for the loopback
 * @param release whose classes the processes run
 */
record ClusterPlan(
    ClusterOptions options,
    String jobId,
    @Nullable String from,
    String kafkaId,
    int zookeeperPort,
    List<Integer> brokerPorts,
    List<Integer> controllerPorts,
    List<Integer> restPorts,
    Network network,
    Release release) {

  // Below the range from which the system takes ports of clients: else a client that waits for a
  // broker can get the broker's own port, and the broker cannot come back.
  private static final int FIRST_PORT = 20_000;
  private static final int LAST_PORT = 32_000;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  ClusterPlan {
    brokerPorts = List.copyOf(brokerPorts);
    controllerPorts = List.copyOf(controllerPorts);
    restPorts = List.copyOf(restPorts);
    network = Objects.requireNonNullElse(network, Network.LOOPBACK);
    // Files of before 0.1.0 do not name it.
    release = release == null ? Release.current() : release;
  }

  /** A new cluster. */
  static ClusterPlan create(ClusterOptions options, @Nullable Path from, Network network) {
    List<Integer> free = freePorts(2 + 2 * options.brokers());
    int brokers = options.brokers();
    return new ClusterPlan(
        options,
        JobID.generate().toHexString(),
        text(from),
        Uuid.randomUuid().toString(),
        free.get(0),
        free.subList(2, 2 + brokers),
        free.subList(2 + brokers, 2 + 2 * brokers),
        restPorts(options, free.get(1)),
        network,
        Release.current());
  }

  /** The same machine room with a new job, that starts from a savepoint, or without state. */
  ClusterPlan restarted(ClusterOptions changed, @Nullable Path savepoint, Release changedTo) {
    boolean samePages = changed.port() == options.port() && changed.standby() == options.standby();
    return new ClusterPlan(
        changed,
        JobID.generate().toHexString(),
        text(savepoint),
        kafkaId,
        zookeeperPort,
        brokerPorts,
        controllerPorts,
        // The job that ends may still listen on them.
        samePages ? restPorts : restPorts(changed, freePorts(1).get(0)),
        network,
        changedTo);
  }

  /** The same job in another release. */
  ClusterPlan in(Release changedTo) {
    return new ClusterPlan(
        options,
        jobId,
        from,
        kafkaId,
        zookeeperPort,
        brokerPorts,
        controllerPorts,
        restPorts,
        network,
        changedTo);
  }

  /** What clients of Kafka connect to. */
  String bootstrapServers() {
    return String.join(
        ",", brokerPorts.stream().map(port -> network.kafka() + ":" + port).toList());
  }

  /** Addresses of the JobManagers' REST interfaces. */
  List<URI> rest() {
    return restPorts.stream()
        .map(port -> URI.create("http://" + network.host() + ":" + port))
        .toList();
  }

  /** Every port that it has chosen. */
  Set<Integer> ports() {
    Set<Integer> ports = new HashSet<>(List.of(zookeeperPort));
    ports.addAll(brokerPorts);
    ports.addAll(controllerPorts);
    ports.addAll(restPorts);
    return ports;
  }

  /** Every process, in the order in which they are started. */
  List<Role> roles() {
    List<Role> roles = new ArrayList<>();
    for (Role.Kind kind : Role.Kind.values()) {
      int count =
          switch (kind) {
            case ZOOKEEPER -> 1;
            case BROKER -> options.brokers();
            case JOB_MANAGER -> options.jobManagers();
            case TASK_MANAGER -> options.taskManagers();
            case LEARNER -> options.learners();
            case WORKER -> options.workers();
          };
      for (int number = 1; number <= count; number++) {
        roles.add(new Role(kind, number));
      }
    }
    return roles;
  }

  /**
   * Reads a folder's plan.
   *
   * @throws StartException when no cluster was started in it
   */
  static ClusterPlan read(ClusterFolder folder) {
    try {
      return JSON.readValue(Files.readAllBytes(folder.plan()), ClusterPlan.class);
    } catch (NoSuchFileException e) {
      throw new StartException(
          "no cluster was started here: --dir=" + folder.path() + " (run cairn cluster start)", e);
    } catch (IOException e) {
      throw new StartException(
          "the cluster's plan cannot be read: file=" + folder.plan() + " (" + e + ")", e);
    }
  }

  void write(ClusterFolder folder) throws IOException {
    Files.write(folder.plan(), JSON.writeValueAsBytes(this));
  }

  private static @Nullable String text(@Nullable Path from) {
    return from == null ? null : from.toAbsolutePath().normalize().toString();
  }

  private static List<Integer> restPorts(ClusterOptions options, int free) {
    int page = options.port() == 0 ? free : Ports.claim(options.port(), "--port");
    return options.standby() ? List.of(page, freePorts(1).get(0)) : List.of(page);
  }

  static List<Integer> freePorts(int count) {
    List<Integer> ports = new ArrayList<>();
    while (ports.size() < count) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
      if (!ports.contains(port) && Ports.isFree(port)) {
        ports.add(port);
      }
    }
    return ports;
  }
}
