package dev.cairn.jobs.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.cairn.jobs.start.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * Where each of Flink's processes serves its metrics for Prometheus: a port of its own on
 * 127.0.0.1, chosen once for a folder. The file is what Prometheus takes for {@code
 * file_sd_configs}.
 *
 * @param ports by the role's name
 */
record MetricsPorts(Map<String, Integer> ports) {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final String HOST = "127.0.0.1:";

  MetricsPorts {
    ports = Collections.unmodifiableMap(new TreeMap<>(ports));
  }

  /** Ports of a plan's processes: those that the folder has, and free ones for the others. */
  static MetricsPorts of(ClusterFolder folder, ClusterPlan plan) {
    List<Role> roles = plan.roles().stream().filter(MetricsPorts::hasMetrics).toList();
    MetricsPorts before = read(folder);
    Set<Integer> taken = plan.ports();
    List<Integer> free =
        ClusterPlan.freePorts(roles.size() + taken.size()).stream()
            .filter(port -> !taken.contains(port))
            .toList();
    Map<String, Integer> ports = new LinkedHashMap<>();
    for (int i = 0; i < roles.size(); i++) {
      ports.put(roles.get(i).toString(), before.port(roles.get(i)).orElse(free.get(i)));
    }
    return new MetricsPorts(ports);
  }

  private static boolean hasMetrics(Role role) {
    return role.kind() == Role.Kind.JOB_MANAGER || role.kind() == Role.Kind.TASK_MANAGER;
  }

  /**
   * Those of a folder; none when it has no such file.
   *
   * @throws StartException when the file cannot be read
   */
  static MetricsPorts read(ClusterFolder folder) {
    Path file = folder.metrics();
    Map<String, Integer> ports = new LinkedHashMap<>();
    if (Files.exists(file)) {
      try {
        for (JsonNode target : JSON.readTree(file.toFile())) {
          String address = target.at("/targets/0").asText();
          ports.put(
              target.at("/labels/role").asText(),
              Integer.valueOf(address.substring(HOST.length())));
        }
      } catch (IOException | RuntimeException e) {
        throw new StartException(
            "the cluster's ports of metrics cannot be read: file=" + file + " (" + e + ")", e);
      }
    }
    return new MetricsPorts(ports);
  }

  void write(ClusterFolder folder) throws IOException {
    ArrayNode targets = JSON.createArrayNode();
    ports.forEach(
        (role, port) -> {
          var target = targets.addObject();
          target.putArray("targets").add(HOST + port);
          target.putObject("labels").put("role", role);
        });
    Files.createDirectories(folder.path());
    Files.write(folder.metrics(), JSON.writeValueAsBytes(targets));
  }

  /** The port of a process; empty when it has none. */
  OptionalInt port(Role role) {
    Integer port = ports.get(role.toString());
    return port == null ? OptionalInt.empty() : OptionalInt.of(port);
  }
}
