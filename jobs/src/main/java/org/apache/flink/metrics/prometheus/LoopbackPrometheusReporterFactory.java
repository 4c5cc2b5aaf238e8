package org.apache.flink.metrics.prometheus;

import io.prometheus.client.exporter.HTTPServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.Properties;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;
import org.apache.flink.util.NetUtils;

/**
 * Flink's Prometheus reporter on the loopback address: its own listens on all addresses and cannot
 * be told otherwise. Names and labels are the same. It stands in Flink's package because what
 * metrics are registered with is visible in there only.
 *
 * <p>Settings: {@code port}, one or a range of which the first free one is taken, such as {@code
 * 9249-9259}; and those of Flink's.
 */
public final class LoopbackPrometheusReporterFactory implements MetricReporterFactory {

  private static final String DEFAULT_PORT = "9249";

  @Override
  public MetricReporter createMetricReporter(Properties properties) {
    return new Reporter(((MetricConfig) properties).getString("port", DEFAULT_PORT));
  }

  private static final class Reporter extends AbstractPrometheusReporter {

    private final HTTPServer server;

    Reporter(String ports) {
      server = listen(ports);
    }

    private HTTPServer listen(String ports) {
      IOException refused = null;
      for (Iterator<Integer> each = NetUtils.getPortRangeFromString(ports); each.hasNext(); ) {
        InetSocketAddress address =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), each.next());
        try {
          return new HTTPServer(address, registry, true);
        } catch (IOException e) {
          refused = e;
        }
      }
      throw new IllegalStateException("a port for Prometheus must be free: port=" + ports, refused);
    }

    @Override
    public void close() {
      server.stop();
      super.close();
    }
  }
}
