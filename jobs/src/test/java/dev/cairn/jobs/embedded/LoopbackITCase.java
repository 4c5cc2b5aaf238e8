package dev.cairn.jobs.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is embedded can be reached from this machine only, on every port that it opens. */
class LoopbackITCase {

  private static final String LISTENS = "0A";

  /** 127.x.y.z, ::1, and 127.x.y.z as IPv6 has it, in the kernel's order of bytes. */
  private static final String LOOPBACK = "[0-9A-F]{6}7F|0{24}01000000|0{16}FFFF0000[0-9A-F]{6}7F";

  @TempDir private Path directory;

  @Test
  @EnabledOnOs(OS.LINUX)
  void start_brokerAndFlink_listenOnTheLoopbackOnly() throws Exception {
    Set<String> before = listening();
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0);
        EmbeddedFlink flink = EmbeddedFlink.start(directory.resolve("flink"), 0, 1, Map.of())) {
      Set<String> opened = new HashSet<>(listening());
      opened.removeAll(before);

      assertThat(opened)
          .anyMatch(socket -> socket.endsWith(port(kafka.bootstrapServers())))
          .anyMatch(socket -> socket.endsWith(port(flink.webPage().getAuthority())))
          .allMatch(socket -> socket.matches("(" + LOOPBACK + "):[0-9A-F]{4}"));
    }
  }

  private static String port(String address) {
    return String.format(
        ":%04X", Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
  }

  /** Local addresses, in hexadecimal, on which this process listens. */
  private static Set<String> listening() throws IOException {
    Set<String> mine = sockets();
    Set<String> addresses = new HashSet<>();
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      for (String line : Files.readAllLines(Path.of(table))) {
        String[] fields = line.trim().split("\\s+");
        if (fields[3].equals(LISTENS) && mine.contains("socket:[" + fields[9] + "]")) {
          addresses.add(fields[1]);
        }
      }
    }
    return addresses;
  }

  private static Set<String> sockets() throws IOException {
    List<Path> open = new ArrayList<>();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      descriptors.forEach(open::add);
    }
    Set<String> sockets = new HashSet<>();
    for (Path descriptor : open) {
      try {
        sockets.add(Files.readSymbolicLink(descriptor).toString());
      } catch (IOException e) {
        // Closed since.
      }
    }
    return sockets;
  }
}
