package dev.cairn.jobs.endurance;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import dev.cairn.jobs.start.StartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Memory and threads of another JVM of this machine's user. Not thread-safe. */
final class WatchedJvm implements AutoCloseable {

  private static final double MIB = 1 << 20;

  private final long pid;
  private final JMXConnector connector;
  private final MemoryMXBean memory;
  private final ThreadMXBean threads;

  /**
   * What it has now.
   *
   * @param heapMib heap in use after a collection, MiB
   * @param rssMib resident, MiB
   * @param threads live threads
   */
  record Figures(double heapMib, double rssMib, int threads) {}

  /**
   * Begins to watch.
   *
   * @throws StartException when the process lets nobody look
   */
  // It is this machine's user's own process, by an address that the system gave.
  @SuppressWarnings("BanJNDI")
  WatchedJvm(long pid) {
    this.pid = pid;
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
      String address = machine.startLocalManagementAgent();
      machine.detach();
      connector = JMXConnectorFactory.connect(new JMXServiceURL(address));
      MBeanServerConnection beans = connector.getMBeanServerConnection();
      memory =
          ManagementFactory.newPlatformMXBeanProxy(
              beans, ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
      threads =
          ManagementFactory.newPlatformMXBeanProxy(
              beans, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
    } catch (IOException | AttachNotSupportedException e) {
      throw new StartException("the process cannot be watched: pid=" + pid + " (" + e + ")", e);
    }
  }

  /** Collects garbage in it, which holds it up for some 100 ms, and looks. */
  Figures look() {
    memory.gc();
    return new Figures(
        memory.getHeapMemoryUsage().getUsed() / MIB, rssMib(), threads.getThreadCount());
  }

  private double rssMib() {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
              .findFirst()
              .orElseThrow()
          / 1024.0;
    } catch (IOException e) {
      throw new UncheckedIOException("the system must tell of the process: pid=" + pid, e);
    }
  }

  @Override
  public void close() {
    try {
      connector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
