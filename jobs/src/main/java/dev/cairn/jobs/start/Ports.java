package dev.cairn.jobs.start;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports of the loopback address. */
public final class Ports {

  private Ports() {}

  /**
   * The port itself when it is free, a free one for 0.
   *
   * @param port 0 to 65535
   * @param option what sets it, for the message
   * @throws StartException when something else listens on it
   */
  public static int claim(int port, String option) {
    if (port < 0 || port > 65535) {
      throw new StartException("a port must be 0 (any) to 65535: " + option + "=" + port);
    }
    try {
      return bind(port);
    } catch (IOException e) {
      if (port == 0) {
        throw new UncheckedIOException(e);
      }
      throw new StartException(
          "the port is in use: "
              + option
              + "="
              + port
              + " (stop what listens there, choose another, or 0 for any free one)",
          e);
    }
  }

  /** Whether nothing listens on a port, 1 to 65535. */
  public static boolean isFree(int port) {
    try {
      return bind(port) == port;
    } catch (IOException e) {
      return false;
    }
  }

  private static int bind(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return socket.getLocalPort();
    }
  }
}
