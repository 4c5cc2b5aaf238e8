package dev.cairn.jobs.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is embedded can be reached from this machine only, on every port that it opens. */
class LoopbackITCase {

  @TempDir private Path directory;

  @Test
  @EnabledOnOs(OS.LINUX)
  void start_brokerAndFlink_listenOnTheLoopbackOnly() throws Exception {
    long self = ProcessHandle.current().pid();
    Set<String> before = ListeningSockets.of(self);
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0);
        EmbeddedFlink flink = EmbeddedFlink.start(directory.resolve("flink"), 0, 1, Map.of())) {
      Set<String> opened = new HashSet<>(ListeningSockets.of(self));
      opened.removeAll(before);

      assertThat(opened)
          .anyMatch(socket -> socket.endsWith(port(kafka.bootstrapServers())))
          .anyMatch(socket -> socket.endsWith(port(flink.webPage().getAuthority())))
          .allMatch(ListeningSockets::isLoopback);
    }
  }

  private static String port(String address) {
    return String.format(
        ":%04X", Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
  }
}
