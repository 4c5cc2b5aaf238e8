package dev.cairn.jobs.cluster;

import dev.cairn.jobs.start.CheckpointDirectory;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a cluster keeps everything.
 *
 * @param path absolute
 */
public record ClusterFolder(Path path) {

  public ClusterFolder {
    path = path.toAbsolutePath().normalize();
  }

  /** Options, ports and ids. */
  Path plan() {
    return path.resolve("cluster.json");
  }

  /** The configuration as the job runs with it, brokers included. */
  public Path config() {
    return path.resolve("job.yaml");
  }

  /** Where Flink's processes serve their metrics. */
  Path metrics() {
    return path.resolve("prometheus.json");
  }

  /** Folder of Flink's own configuration file. */
  Path flink() {
    return path.resolve("flink");
  }

  Path pid(Role role) {
    return path.resolve("pids").resolve(role + ".pid");
  }

  /** What a process logs. */
  public Path log(Role role) {
    return logs().resolve(role + ".log");
  }

  /** What a process prints. */
  Path out(Role role) {
    return logs().resolve(role + ".out");
  }

  /** Folder of all logs. */
  public Path logs() {
    return path.resolve("logs");
  }

  /** Log and metadata of a broker. */
  public Path kafka(int broker) {
    return path.resolve("kafka").resolve("broker-" + broker);
  }

  Path brokerProperties(int broker) {
    return path.resolve("kafka").resolve("broker-" + broker + ".properties");
  }

  Path zookeeper() {
    return path.resolve("zookeeper");
  }

  /** What a process may lose: RocksDB, buffers, blobs. */
  public Path scratch(Role role) {
    return path.resolve("tmp").resolve(role.toString());
  }

  /** The learner's own checkpoint. */
  public Path learner(Role role) {
    return path.resolve("learners").resolve(role.toString());
  }

  /** Retained checkpoints, in a folder for each job id. */
  public Path checkpoints() {
    return path.resolve("checkpoints");
  }

  /**
   * What Flink writes down when the job has ended for good; no JobManager runs it again then.
   *
   * @return the file, which may not exist
   */
  public Path result(String jobId) {
    return highAvailability().resolve("job-result-store").resolve(jobId).resolve(jobId + ".json");
  }

  Path savepoints() {
    return path.resolve("savepoints");
  }

  Path highAvailability() {
    return path.resolve("ha");
  }

  /** The newest complete checkpoint of a job; empty when there is none. */
  public Optional<Path> newestCheckpoint(String jobId) {
    return CheckpointDirectory.newest(checkpoints().resolve(jobId));
  }
}
