package dev.cairn.jobs.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the processes of a cluster are in a network. Nearly always all are on the loopback; to cut
 * connections, TaskManagers run in network namespaces of their own.
 *
 * @param host address of ZooKeeper, JobManagers and players
 * @param kafka address of the brokers
 * @param seats TaskManagers that run elsewhere, by the name of their role
 */
public record Network(String host, String kafka, Map<String, Seat> seats) {

  /** Everything is on 127.0.0.1. */
  public static final Network LOOPBACK = new Network("127.0.0.1", "127.0.0.1", Map.of());

  /**
   * A namespace, as {@code ip netns} makes it.
   *
   * @param namespace its name
   * @param address in it, under which all others reach the process
   */
  public record Seat(String namespace, String address) {}

  public Network {
    seats = Map.copyOf(seats);
  }

  /** The command in the namespace of the role. */
  List<String> in(Role role, List<String> command) {
    @Nullable Seat seat = seats.get(role.toString());
    if (seat == null) {
      return command;
    }
    List<String> there = new ArrayList<>(List.of("ip", "netns", "exec", seat.namespace()));
    there.addAll(command);
    return there;
  }
}
