package dev.cairn.jobs.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.client.TableInfo;
import dev.cairn.jobs.Cairn;
import dev.cairn.jobs.e2e.Stack;
import dev.cairn.schema.Stats;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Workers, a learner, a TaskManager that is killed, and the savepoint at the end: the histories
 * that the real processes write are what the checker reads.
 */
class ChaosITCase {

  private static final int WORKERS = 2;
  private static final int STEPS = 4_000;

  @TempDir private Path directory;

  @Test
  @Timeout(240)
  void run_withAKilledTaskManager_nothingIsFoundAndTheSavepointIsRight() throws Exception {
    String yaml = ChaosTable.yaml(4L * WORKERS * STEPS, 1);
    Path folder = directory.resolve("history");
    Path savepoint;
    try (Stack stack = Stack.start(directory, yaml)) {
      work(stack, folder);
      TopicEmissions.write(folder, stack.config().kafka());
      savepoint = stack.savepoint(directory.resolve("savepoints"));
      SavepointHistory.write(folder, savepoint, stack.config().tables().get(0));
    }

    Verdict verdict = HistoryChecker.check(each -> History.read(folder, each));

    assertThat(verdict.lines()).hasSize(1);
    assertThat(verdict.acknowledged()).isEqualTo((long) WORKERS * STEPS);
    assertThat(verdict.batches()).isGreaterThan(20);
    assertThat(verdict.summary()).startsWith("lost 0 doubled 0 faults 1 recovered-in ");
    assertLaterLifeGoesOn(folder);
    assertAudited(yaml, savepoint);
    assertHeldItemTakenOutIsLost(folder);
  }

  private void work(Stack stack, Path folder) throws Exception {
    Map<String, String> kafka = stack.config().kafka();
    ExecutorService threads = Executors.newCachedThreadPool();
    AtomicBoolean going = new AtomicBoolean(true);
    try (HistoryFile faults = HistoryFile.begin(folder, "faults");
        TableInfo info = TableInfo.open(ChaosTable.SPACE, kafka)) {
      assertThat(info.awaitTable(ChaosTable.NAME, Duration.ofSeconds(60))).isTrue();
      List<Future<?>> workers = new ArrayList<>();
      for (int w = 1; w <= WORKERS; w++) {
        int worker = w;
        workers.add(
            threads.submit(
                () -> {
                  ChaosWorker.run(folder, worker, STEPS, 1_000, kafka);
                  return null;
                }));
      }
      Future<?> learner = threads.submit(() -> ChaosLearner.run(folder, 1, 50, kafka, going::get));
      await(info, stats -> stats.getUpdates().getApplied() > 200);
      faults.append(new Event.FaultBegan(now(), 0, "kill", "task-manager"));
      stack.flink().killTaskManager();
      faults.append(new Event.FaultEnded(now(), 0));
      for (Future<?> worker : workers) {
        worker.get(90, TimeUnit.SECONDS);
      }
      Acknowledged before = Acknowledged.of(folder);
      assertThat(before.steps()).isEqualTo((long) WORKERS * STEPS);
      await(info, stats -> stats.getUpdates().getReceived() > before.updates());
      going.set(false);
      learner.get(30, TimeUnit.SECONDS);
      Acknowledged all = Acknowledged.of(folder);
      await(
          info,
          stats ->
              stats.getItems().getCreated() >= all.steps()
                  && stats.getUpdates().getReceived() >= all.updates());
    } finally {
      going.set(false);
      threads.shutdownNow();
    }
  }

  private static void await(TableInfo info, java.util.function.Predicate<Stats> condition)
      throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (!info.shards(ChaosTable.NAME).stream().allMatch(condition)) {
      assertThat(System.nanoTime()).as("%s", info.shards(ChaosTable.NAME)).isLessThan(end);
      Thread.sleep(20);
    }
  }

  private static long now() {
    return System.currentTimeMillis();
  }

  /** A worker that is started again knows how much it has sent: here, everything. */
  private static void assertLaterLifeGoesOn(Path folder) {
    assertThat(Acknowledged.of(folder, "worker-1.").steps()).isEqualTo(STEPS);
    assertThat(Acknowledged.of(folder, "worker-9.").steps()).isZero();
  }

  private void assertAudited(String yaml, Path savepoint) throws Exception {
    Path right = Files.writeString(directory.resolve("right.yaml"), yaml);
    Outcome audited = audit(savepoint, right);
    assertThat(audited.code()).isZero();
    assertThat(audited.out()).startsWith("table replay: every invariant holds; steps received=");

    Path higher =
        Files.writeString(
            directory.resolve("higher.yaml"),
            yaml
                + """
                    tiers:
                      - {threshold: 0.999, share: 0.5, capacity_share: 0.2}
                      - {threshold: 0.99, share: 0.3, capacity_share: 0.3}
                      - {share: 0.2, capacity_share: 0.5}
                """);
    Outcome misplaced = audit(savepoint, higher);
    assertThat(misplaced.code()).isEqualTo(1);
    assertThat(misplaced.out())
        .startsWith("table replay: BROKEN; ")
        .contains("shard 0: every item is in a tier that its importance reaches: slot=");
    assertThat(audit(savepoint, higher, "--thresholds-changed").code()).isZero();
    assertThat(audit(directory, right).code()).as("no savepoint").isEqualTo(1);
  }

  private record Outcome(int code, String out) {}

  private static Outcome audit(Path savepoint, Path config, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("audit", savepoint.toString(), "--config", config.toString()));
    arguments.addAll(List.of(more));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream terminal = System.out;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      int code = Cairn.commandLine().execute(arguments.toArray(new String[0]));
      return new Outcome(code, out.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(terminal);
    }
  }

  /** The same histories without one item of the savepoint: it is missed. */
  private static void assertHeldItemTakenOutIsLost(Path folder) throws Exception {
    Path held = folder.resolve("held-replay-0.0.jsonl");
    List<String> lines = Files.readAllLines(held);
    Files.write(held, lines.subList(1, lines.size()));

    Verdict verdict = HistoryChecker.check(each -> History.read(folder, each));

    assertThat(verdict.count(Anomaly.LOST)).isEqualTo(1);
    assertThat(verdict.found().keySet())
        .containsExactlyInAnyOrder(Anomaly.LOST, Anomaly.LEDGER_UNBALANCED);
  }
}
