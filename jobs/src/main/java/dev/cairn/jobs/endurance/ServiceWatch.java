package dev.cairn.jobs.endurance;

import dev.cairn.jobs.cluster.Cluster;
import dev.cairn.jobs.cluster.ClusterProcess;
import dev.cairn.jobs.cluster.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.ToDoubleFunction;

/** Memory and threads of TaskManagers and brokers over time. Not thread-safe. */
final class ServiceWatch implements AutoCloseable {

  /** What may come and go without being growth. */
  private static final double SLACK = 1.1;

  private static final double SLACK_MIB = 24;
  private static final double SLACK_THREADS = 4;

  private final List<Watched> all = new ArrayList<>();

  private record Watched(Role role, WatchedJvm jvm, List<WatchedJvm.Figures> seen) {}

  ServiceWatch(Cluster cluster) {
    for (Role.Kind kind : List.of(Role.Kind.TASK_MANAGER, Role.Kind.BROKER)) {
      for (ClusterProcess process : cluster.processes(kind)) {
        WatchedJvm jvm = new WatchedJvm(process.pid().orElseThrow());
        all.add(new Watched(process.role(), jvm, new ArrayList<>()));
      }
    }
  }

  /** Looks at all of them; gives what it saw as a line. */
  String look() {
    StringJoiner line = new StringJoiner("  ");
    for (Watched each : all) {
      WatchedJvm.Figures now = each.jvm.look();
      each.seen.add(now);
      line.add(
          String.format(
              "%s heap %.0f rss %.0f MiB threads %d",
              each.role, now.heapMib(), now.rssMib(), now.threads()));
    }
    return line.toString();
  }

  /**
   * Whether what was seen in the last third is what was seen in the first, for each process.
   *
   * @param growthMib what a TaskManager may grow by, since its table fills, MiB
   */
  void judge(Claims claims, double growthMib) {
    for (Watched each : all) {
      String role = each.role.toString();
      double slack = SLACK_MIB + (each.role.kind() == Role.Kind.TASK_MANAGER ? growthMib : 0);
      flat(claims, role + " heap after collection, MiB", each.seen, f -> f.heapMib(), slack);
      flat(claims, role + " resident, MiB", each.seen, f -> f.rssMib(), slack);
      flat(claims, role + " threads", each.seen, f -> f.threads(), SLACK_THREADS);
    }
  }

  private static void flat(
      Claims claims,
      String what,
      List<WatchedJvm.Figures> figures,
      ToDoubleFunction<WatchedJvm.Figures> figure,
      double slack) {
    int third = Math.max(1, figures.size() / 3);
    double first = mean(figures.subList(0, third), figure);
    double last = mean(figures.subList(figures.size() - third, figures.size()), figure);
    claims.check(
        last <= SLACK * first + slack,
        String.format("%s is flat: %.0f in the first third, %.0f in the last", what, first, last));
  }

  private static double mean(
      List<WatchedJvm.Figures> figures, ToDoubleFunction<WatchedJvm.Figures> figure) {
    return figures.stream().mapToDouble(figure).average().orElse(Double.NaN);
  }

  @Override
  public void close() {
    all.forEach(each -> each.jvm.close());
  }
}
