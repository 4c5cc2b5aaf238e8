package dev.cairn.flink;

import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/**
 * Notes what is registered, under the name and the labels that Prometheus shows, such as {@code
 * table_shard_liveItems table=t shard=0}.
 */
final class RecordedMetrics extends UnregisteredMetricsGroup {

  private final Map<String, Metric> metrics;
  private final String scope;
  private final String labels;

  RecordedMetrics() {
    this(new TreeMap<>(), "", "");
  }

  private RecordedMetrics(Map<String, Metric> metrics, String scope, String labels) {
    this.metrics = metrics;
    this.scope = scope;
    this.labels = labels;
  }

  /** Value of a gauge or a counter. */
  double value(String metric) {
    Metric found = metrics.get(metric);
    if (found instanceof Counter counter) {
      return counter.getCount();
    }
    if (found instanceof Gauge<?> gauge) {
      return ((Number) gauge.getValue()).doubleValue();
    }
    throw new AssertionError("not registered: " + metric + " of " + metrics.keySet());
  }

  Map<String, Metric> all() {
    return metrics;
  }

  @Override
  public MetricGroup addGroup(String name) {
    return new RecordedMetrics(metrics, scope + name + "_", labels);
  }

  @Override
  public MetricGroup addGroup(String key, String value) {
    return new RecordedMetrics(metrics, scope + key + "_", labels + " " + key + "=" + value);
  }

  @Override
  public Counter counter(String name) {
    Counter counter = super.counter(name);
    register(name, counter);
    return counter;
  }

  @Override
  public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
    register(name, gauge);
    return gauge;
  }

  private void register(String name, Metric metric) {
    if (metrics.put(scope + name + labels, metric) != null) {
      throw new AssertionError("registered twice: " + scope + name + labels);
    }
  }
}
