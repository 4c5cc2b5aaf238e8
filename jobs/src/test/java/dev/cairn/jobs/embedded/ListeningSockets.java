package dev.cairn.jobs.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What a process listens on, as Linux tells it. */
public final class ListeningSockets {

  private static final String LISTENS = "0A";

  /** 127.x.y.z, ::1, and 127.x.y.z as IPv6 has it, in the kernel's order of bytes. */
  private static final String LOOPBACK =
      "([0-9A-F]{6}7F|0{24}01000000|0{16}FFFF0000[0-9A-F]{6}7F):[0-9A-F]{4}";

  private ListeningSockets() {}

  /** Local addresses, in hexadecimal, on which a process listens. */
  public static Set<String> of(long pid) throws IOException {
    Set<String> sockets = sockets(pid);
    Set<String> addresses = new HashSet<>();
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      for (String line : Files.readAllLines(Path.of(table))) {
        String[] fields = line.trim().split("\\s+");
        if (fields[3].equals(LISTENS) && sockets.contains("socket:[" + fields[9] + "]")) {
          addresses.add(fields[1]);
        }
      }
    }
    return addresses;
  }

  /** Whether such an address can be reached from this machine only. */
  public static boolean isLoopback(String address) {
    return address.matches(LOOPBACK);
  }

  private static Set<String> sockets(long pid) throws IOException {
    List<Path> open = new ArrayList<>();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
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
