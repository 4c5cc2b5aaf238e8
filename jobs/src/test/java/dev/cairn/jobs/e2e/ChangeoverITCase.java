package dev.cairn.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.client.KafkaClients;
import dev.cairn.client.Row;
import dev.cairn.client.TableInfo;
import dev.cairn.client.TrajectoryWriter;
import dev.cairn.client.WriterOptions;
import dev.cairn.jobs.Cairn;
import dev.cairn.jobs.cluster.Changeover;
import dev.cairn.jobs.cluster.Cluster;
import dev.cairn.jobs.cluster.ClusterOptions;
import dev.cairn.jobs.cluster.ClusterProcess;
import dev.cairn.jobs.cluster.JobChange;
import dev.cairn.jobs.cluster.Release;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.config.ConfigFile;
import dev.cairn.jobs.demo.Ledgers;
import dev.cairn.jobs.start.StartException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * A cluster that runs goes on with more slots, in another release and with another configuration,
 * but not any: what does not fit or does not run leaves it as it was. One cluster for all of it, as
 * each start takes its time.
 */
class ChangeoverITCase {

  private static final ClusterOptions ONE_SLOT =
      new ClusterOptions(1, 1, 1, 0, false, 1, 0, 640, 800, 64, 256, 0, 0);

  private static final String YAML =
      """
      space: over
      tables:
        t:
          shards: 2
          capacity: {items: 20000, bytes: 8 MiB}
          columns: {rewards: {dtype: float32}}
          tiers:
            - {threshold: 0.75, share: 0.5, capacity_share: 0.5}
            - {share: 0.5, capacity_share: 0.5}
          importance: {scorer: reward, normaliser: fixed, low: 0, high: 399}
          max_batch: 32
          max_chunk_steps: 16
      """;

  /** Of a stream: their rewards are 0, 1, ... */
  private static final int STEPS = 400;

  private static final Consumer<String> SILENT = line -> {};

  /** Kept after a failure: the logs are in it. */
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  /** In all, to any job. */
  private long written;

  private static CairnConfig config(String yaml) {
    return ConfigFile.parse("test", yaml, null);
  }

  @AfterEach
  void stop() {
    if (Cluster.exists(directory.resolve("cluster"))) {
      Cluster.open(directory.resolve("cluster")).stop();
    }
  }

  @Test
  @Timeout(900)
  void to_anotherJob_keepsWhatWasWrittenOrWhatRan() throws Exception {
    Cluster cluster =
        Cluster.create(directory.resolve("cluster"), ONE_SLOT, config(YAML), Map.of(), null);
    cluster.start();
    write(cluster, "first");

    Cluster wider =
        change(cluster, JobChange.to(ONE_SLOT.withParallelism(2), config(YAML), Map.of()));
    assertThat(wider.options().taskManagers()).isEqualTo(2);
    write(wider, "second");
    assertThat(tiers(wider)).containsExactly(200L, 600L);

    assertMisfitsAreRefused(wider);
    Release second = copyOf(Release.current());
    Cluster again = assertWentBack(wider, second);

    Cluster upgraded =
        change(
            again,
            JobChange.to(
                    again.options(),
                    config(
                        YAML.replace("items: 20000", "items: 400")
                            .replace("threshold: 0.75", "threshold: 0.5")),
                    Map.of())
                .in(second));
    assertThat(runs(upgraded)).isEqualTo(second);
    assertThat(tiers(upgraded))
        .as("half of all rise, and there is room for 200")
        .containsExactly(200L, 200L);
    write(upgraded, "fourth");

    Cluster started = assertBothReasonsAreSaid(upgraded);
    assertFillsFromTheTopic(started);
  }

  private static Cluster change(Cluster cluster, JobChange change) {
    return new Changeover(cluster, SILENT).to(change);
  }

  /** Other shards, other columns: refused by name, and the way round is said, before the end. */
  private static void assertMisfitsAreRefused(Cluster cluster) {
    String jobId = cluster.jobId();
    Map<String, String> misfits =
        Map.of(
            YAML.replace("shards: 2", "shards: 3"), "number of shards must stay",
            YAML.replace("float32", "float64"), "signature and storage must stay");
    misfits.forEach(
        (yaml, why) ->
            assertThatThrownBy(
                    () -> change(cluster, JobChange.to(cluster.options(), config(yaml), Map.of())))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("table=t")
                .hasMessageContaining(why)
                .hasMessageContaining("another kafka.group.id"));
    assertThatThrownBy(
            () ->
                change(
                    cluster,
                    JobChange.to(
                        cluster.options(),
                        config(YAML),
                        Map.of("taskmanager.memory.task.heap.size", "2 tb"))))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("memory settings cannot be met");
    assertThat(cluster.status().healthy()).as("the old job runs on").isTrue();
    assertThat(Cluster.open(cluster.folder().path()).jobId()).isEqualTo(jobId);
  }

  /** What fits the savepoint, and not the heap: the old release runs again, with all it had. */
  private Cluster assertWentBack(Cluster cluster, Release second) throws Exception {
    Release first = runs(cluster);
    assertThatThrownBy(
            () ->
                change(
                    cluster,
                    JobChange.to(
                            cluster.options(),
                            config(YAML.replace("items: 20000", "items: 100000000")),
                            Map.of())
                        .in(second)))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("the old one runs again from")
        .hasMessageContaining("must fit 80 % of the heap");
    Cluster back = Cluster.open(cluster.folder().path());
    assertThat(back.status().healthy()).as(back.status().json()).isTrue();
    assertThat(runs(back)).isEqualTo(first).isNotEqualTo(second);
    write(back, "third");
    return back;
  }

  /** A release that is not there, and a savepoint that goes meanwhile; then as the message says. */
  private Cluster assertBothReasonsAreSaid(Cluster cluster) throws Exception {
    Path[] savepoint = new Path[1];
    Path hidden = directory.resolve("hidden");
    Changeover changeover =
        new Changeover(
            cluster,
            line -> {
              if (line.startsWith("savepoint ")) {
                savepoint[0] = Path.of(line.substring("savepoint ".length()));
              } else if (line.equals("going back")) {
                move(savepoint[0].resolve("_metadata"), hidden);
              }
            });
    JobChange nowhere =
        JobChange.to(cluster.options(), cluster.config(), Map.of())
            .in(new Release(List.of(directory.resolve("nowhere").toString())));

    assertThatThrownBy(() -> changeover.to(nowhere))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("the new one: a process has ended")
        .hasMessageContaining("the old one: a checkpoint or savepoint has a file _metadata")
        .hasMessageContaining("start --dir " + cluster.folder().path() + " --from-savepoint")
        .hasCauseInstanceOf(StartException.class)
        .satisfies(both -> assertThat(both.getSuppressed()).hasSize(1));

    move(hidden, savepoint[0].resolve("_metadata"));
    assertThat(cairn("cluster", "start", "--from-savepoint", savepoint[0].toString())).isEmpty();
    Cluster started = Cluster.open(cluster.folder().path());
    write(started, "fifth");
    return started;
  }

  /** Another number of shards: everything that was ever written comes from the topic again. */
  private void assertFillsFromTheTopic(Cluster cluster) throws Exception {
    Path file = directory.resolve("three-shards.yaml");
    Files.writeString(file, YAML.replace("shards: 2", "shards: 3"));
    assertThat(cairn("upgrade", "--without-state", "--config", file.toString()))
        .contains("a consumer group that has read nothing")
        .contains("kafka.group.id=cairn-over (");
    assertThat(cluster.status().healthy()).isTrue();

    Files.writeString(file, Files.readString(file) + "kafka: {group.id: over-2}\n");
    assertThat(cairn("upgrade", "--without-state", "--config", file.toString())).isEmpty();
    Cluster refilled = Cluster.open(cluster.folder().path());
    write(refilled, "sixth");
    assertThat(tiers(refilled)).containsExactly(written / 4, 3 * written / 4);
  }

  /** Runs a command on the cluster; returns what it printed as errors. */
  private String cairn(String... arguments) {
    StringWriter err = new StringWriter();
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--dir", directory.resolve("cluster").toString()));
    CommandLine command = Cairn.commandLine().setErr(new PrintWriter(err, true));
    int code = command.execute(all.toArray(new String[0]));
    assertThat(code).as(err.toString()).isEqualTo(err.toString().isEmpty() ? 0 : 1);
    return err.toString();
  }

  /** Another place with the same classes, for lack of another release. */
  private Release copyOf(Release release) throws IOException {
    List<String> copied = new ArrayList<>();
    for (String entry : release.classPath()) {
      Path from = Path.of(entry);
      if (!Files.isDirectory(from)) {
        copied.add(entry);
        continue;
      }
      Path to = directory.resolve("second").resolve(Integer.toString(copied.size()));
      try (Stream<Path> files = Files.walk(from)) {
        for (Path file : files.toList()) {
          Files.createDirectories(to.resolve(from.relativize(file).toString()).getParent());
          Files.copy(file, to.resolve(from.relativize(file).toString()));
        }
      }
      copied.add(to.toString());
    }
    return new Release(copied);
  }

  /** What the processes themselves say that they run. */
  private static Release runs(Cluster cluster) throws IOException {
    Set<Release> found = new HashSet<>();
    for (ClusterProcess process : cluster.processes()) {
      Path commandLine = Path.of("/proc/" + process.pid().orElseThrow() + "/cmdline");
      List<String> words = List.of(Files.readString(commandLine).split("\0"));
      found.add(new Release(List.of(words.get(words.indexOf("-cp") + 1).split(":"))));
    }
    assertThat(found).as("one release for all").hasSize(1);
    return found.iterator().next();
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a stream, and waits until the table has had all streams. */
  private void write(Cluster cluster, String stream) throws Exception {
    Map<String, String> kafka = cluster.config().kafka();
    try (TableInfo info = TableInfo.open("over", kafka);
        Producer<byte[], byte[]> producer = KafkaClients.producer(kafka)) {
      assertThat(info.awaitTable("t", Duration.ofSeconds(60))).isTrue();
      try (TrajectoryWriter out =
          new TrajectoryWriter(WriterOptions.of("over", stream, "t"), producer, info)) {
        Row nothing = new Row();
        Row step = new Row();
        out.begin(nothing);
        for (int n = 0; n < STEPS; n++) {
          out.append(step.scalar("rewards", (float) n), nothing, false, false);
        }
        out.flush();
        written += out.stepsAcknowledged();
      }
      long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (ledgers(info).items().created() != written) {
        assertThat(System.nanoTime()).as("%s", ledgers(info)).isLessThan(end);
        Thread.sleep(100);
      }
      assertThat(ledgers(info).imbalances(written)).isEmpty();
    }
  }

  /** Items of each tier. */
  private static List<Long> tiers(Cluster cluster) throws Exception {
    try (TableInfo info = TableInfo.open("over", cluster.config().kafka())) {
      assertThat(info.awaitTable("t", Duration.ofSeconds(60))).isTrue();
      Published.await(info, "t", stats -> true);
      return ledgers(info).tiers();
    }
  }

  private static Ledgers ledgers(TableInfo info) {
    return Ledgers.of(info.shards("t"));
  }
}
