package dev.cairn.jobs.cluster;

import dev.cairn.jobs.config.CairnConfig;
import java.util.Map;

/**
 * What a cluster runs from a changeover on.
 *
 * @param options what it consists of
 * @param config tables of the job
 * @param flinkOver Flink's settings over those of the configuration
 * @param release whose classes its processes run
 * @param keepsState whether the job goes on from its state; else it begins with none, and reads the
 *     topics again in a consumer group of its own
 */
public record JobChange(
    ClusterOptions options,
    CairnConfig config,
    Map<String, String> flinkOver,
    Release release,
    boolean keepsState) {

  public JobChange {
    flinkOver = Map.copyOf(flinkOver);
  }

  /** To other options or another configuration, and this JVM's release; the state is kept. */
  public static JobChange to(
      ClusterOptions options, CairnConfig config, Map<String, String> flinkOver) {
    return new JobChange(options, config, flinkOver, Release.current(), true);
  }

  /** The same in another release. */
  public JobChange in(Release other) {
    return new JobChange(options, config, flinkOver, other, keepsState);
  }

  /** The same without the state. */
  public JobChange withoutState() {
    return new JobChange(options, config, flinkOver, release, false);
  }
}
