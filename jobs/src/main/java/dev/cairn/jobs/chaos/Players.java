package dev.cairn.jobs.chaos;

import dev.cairn.jobs.cluster.Cluster;
import dev.cairn.jobs.cluster.ClusterProcess;
import dev.cairn.jobs.cluster.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The processes of a run that use the service: workers and a learner. */
final class Players {

  private static final Role LEARNER = new Role(Role.Kind.LEARNER, 1);
  private static final double BATCHES_A_SECOND = 30;

  private final List<ClusterProcess> workers = new ArrayList<>();
  private final ClusterProcess learner;
  private volatile boolean learning = true;

  /**
   * @param histories folder into which they write
   */
  Players(Cluster cluster, Path histories, ChaosOptions options) {
    String servers = cluster.config().kafka().getOrDefault("bootstrap.servers", "");
    for (int number = 1; number <= options.workers(); number++) {
      List<String> arguments =
          arguments("chaos-worker", number, options.rate(), histories, servers);
      arguments.addAll(List.of("--steps", Long.toString(options.share(number))));
      workers.add(cluster.beside(new Role(Role.Kind.WORKER, number), arguments));
    }
    learner =
        cluster.beside(
            LEARNER, arguments("chaos-learner", 1, BATCHES_A_SECOND, histories, servers));
  }

  private static List<String> arguments(
      String command, int number, double rate, Path histories, String servers) {
    return new ArrayList<>(
        List.of(
            command,
            "--number",
            Integer.toString(number),
            "--rate",
            String.format(Locale.ROOT, "%.3f", rate),
            "--history",
            histories.toString(),
            "--bootstrap-servers",
            servers));
  }

  /** All of them. */
  List<ClusterProcess> all() {
    List<ClusterProcess> all = new ArrayList<>(workers);
    all.add(learner);
    return all;
  }

  /** Whether the learner goes on; workers end by themselves. */
  boolean learns() {
    return learning;
  }

  /** Lets the learner end in order, after its feedback has been acknowledged. */
  void stopLearner() {
    learning = false;
    learner.stop();
  }

  /** Ends all of them. */
  void kill() {
    learning = false;
    all().forEach(ClusterProcess::kill);
  }
}
