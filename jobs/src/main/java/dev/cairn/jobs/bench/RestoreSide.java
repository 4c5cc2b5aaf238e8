package dev.cairn.jobs.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The whole service in this JVM, filled once. A window ends the job and starts it again, with the
 * state of a savepoint ({@code restore}) or without, from the beginning of the topic ({@code
 * reread}), and says how many seconds pass until all items are there and a request is answered. It
 * takes as long as it takes.
 */
final class RestoreSide implements Side {

  private final Service service;
  private final BenchTable table;
  private final Path savepoint;

  RestoreSide(Path directory, BenchTable table) throws InterruptedException {
    this.table = table;
    service = new Service(directory, table, 1, Map.of());
    Demand filled = new Demand(0, 1, 1, true, false, table.items());
    try (LoadSide load = new LoadSide(service.servers(), table, filled)) {
      savepoint = service.savepoint();
    } catch (InterruptedException | RuntimeException e) {
      service.close();
      throw e;
    }
  }

  @Override
  public Map<String, Double> window(double seconds, String mode) throws Exception {
    service.cancel();
    boolean restore = mode.equals("restore");
    if (!restore) {
      forget();
    }
    long start = System.nanoTime();
    service.start(restore ? savepoint : null);
    if (!restore) {
      full();
    }
    answered();
    double took = (System.nanoTime() - start) / 1e9;
    full();
    return Map.of(mode + "_s", took);
  }

  /** Without it a job without state goes on where the last one was. */
  private void forget() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", service.servers()))) {
      admin.deleteConsumerGroups(List.of("cairn-" + BenchTable.SPACE)).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof GroupIdNotFoundException)) {
        throw e;
      }
    }
  }

  private void full() throws InterruptedException {
    try (StatsReader stats = new StatsReader(service.servers(), table.shards())) {
      stats.start();
      while (stats.next().sum(each -> each.getTotals().getInserted()) < table.items()) {
        // Statistics come once a second.
      }
    }
  }

  private void answered() throws InterruptedException {
    try (LearnerLoad learner = new LearnerLoad(service.servers(), table, Demand.closed(0, 1))) {
      learner.start();
      while (learner.received() == 0) {
        Thread.sleep(1);
      }
    }
  }

  @Override
  public void close() {
    service.close();
  }

  @Command(name = "restore", description = "The service, ended and started.")
  static final class Start implements Callable<Integer> {

    @Mixin private TableOptions options = new TableOptions();

    @Option(names = "--dir", required = true)
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Override
    public Integer call() throws Exception {
      return Sides.serve(new RestoreSide(directory, options.table()));
    }
  }
}
