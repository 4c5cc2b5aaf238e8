package dev.cairn.jobs.chaos.fault;

import dev.cairn.jobs.cluster.Network;
import dev.cairn.jobs.cluster.Role;
import dev.cairn.jobs.start.StartException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A bridge, and a network namespace for each TaskManager with one cable to it. Everybody else is at
 * the bridge, Kafka under an address of its own, so that the way to it can be cut alone. Made only
 * where this process is in a network namespace that has nothing but its loopback, as under {@code
 * unshare --net}; with that namespace it all vanishes.
 */
public final class Bridge implements AutoCloseable {

  /** Where ZooKeeper, JobManager and players are. */
  public static final String HOST = "10.213.0.1";

  /** Where the brokers are. */
  public static final String KAFKA = "10.213.0.2";

  private static final String NAME = "cairn0";
  private static final String SEAT = "10.213.0.";
  private static final int FIRST = 10;

  private final List<Role> roles;

  private Bridge(List<Role> roles) {
    this.roles = List.copyOf(roles);
  }

  /**
   * Makes it.
   *
   * @param roles TaskManagers
   * @throws StartException when this process sees another network, or may not
   */
  public static Bridge make(List<Role> roles) {
    Shell.run("ip", "link", "set", "lo", "up");
    if (Shell.run("ip", "-o", "link").lines().count() != 1) {
      throw new StartException(
          "networks are cut only in a namespace of their own: run scripts/faults, as root");
    }
    Bridge bridge = new Bridge(roles);
    // Names of namespaces outlive a run that was cut off.
    bridge.close();
    bridge.build();
    return bridge;
  }

  private void build() {
    Shell.run("ip", "link", "add", NAME, "type", "bridge");
    Shell.run("ip", "addr", "add", HOST + "/24", "dev", NAME);
    Shell.run("ip", "addr", "add", KAFKA + "/24", "dev", NAME);
    Shell.run("ip", "link", "set", NAME, "up");
    for (Role role : roles) {
      String space = space(role);
      Shell.run("ip", "netns", "add", space);
      Shell.run(
          "ip", "link", "add", cable(role), "type", "veth", "peer", "name", "eth0", "netns", space);
      Shell.run("ip", "link", "set", cable(role), "master", NAME, "up");
      Shell.run("ip", "-n", space, "addr", "add", address(role) + "/24", "dev", "eth0");
      Shell.run("ip", "-n", space, "link", "set", "eth0", "up");
      Shell.run("ip", "-n", space, "link", "set", "lo", "up");
    }
  }

  /** Addresses of a cluster on it. */
  public Network network() {
    Map<String, Network.Seat> seats = new LinkedHashMap<>();
    roles.forEach(role -> seats.put(role.toString(), new Network.Seat(space(role), address(role))));
    return new Network(HOST, KAFKA, seats);
  }

  static String space(Role role) {
    return "cairn-tm" + role.number();
  }

  static String cable(Role role) {
    return "cable" + role.number();
  }

  private static String address(Role role) {
    return SEAT + (FIRST + role.number());
  }

  /** Takes away what there is of it. */
  @Override
  public void close() {
    for (Role role : roles) {
      // The cable first: with its namespace it would go too, but only some time later.
      Shell.attempt("ip", "link", "del", cable(role));
      Shell.attempt("ip", "netns", "del", space(role));
    }
    Shell.attempt("ip", "link", "del", NAME);
  }
}
