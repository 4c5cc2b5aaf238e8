package dev.cairn.jobs.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.client.Beta;
import dev.cairn.client.KafkaClients;
import dev.cairn.client.MinibatchReader;
import dev.cairn.client.ReaderOptions;
import dev.cairn.client.Row;
import dev.cairn.client.SampledBatch;
import dev.cairn.client.TableInfo;
import dev.cairn.client.TrajectoryWriter;
import dev.cairn.client.WriterOptions;
import dev.cairn.flink.ChangesInForce;
import dev.cairn.jobs.control.ControlSession;
import dev.cairn.jobs.control.ControlTopic;
import dev.cairn.jobs.start.StartException;
import dev.cairn.schema.Control;
import dev.cairn.schema.Stats;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.apache.flink.api.common.JobStatus;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job that is changed while a worker writes into two tables and a learner samples one of them,
 * with a TaskManager that is killed in between.
 */
class ControlITCase {

  private static final Duration WAIT = Duration.ofSeconds(90);
  private static final String YAML =
      """
      space: ctl
      tables:
        a:
          shards: 2
          capacity: {items: 3000, bytes: 1 MiB}
          columns: {rewards: {dtype: float32}}
          importance: {window: 1000}
          limiter: {min_size: 100, samples_per_insert: 4, error_buffer: 200}
          max_batch: 32
          max_chunk_steps: 16
        b:
          capacity: {items: 500, bytes: 1 MiB}
          columns: {rewards: {dtype: float32}}
          max_batch: 32
          max_chunk_steps: 16
      """;

  @TempDir private Path directory;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final AtomicBoolean stopped = new AtomicBoolean();

  @Test
  @Timeout(400)
  void changes_whileRunningAndThroughAKill_stayInForce() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (Stack stack = Stack.start(directory, YAML);
        TableInfo info = TableInfo.open("ctl", stack.config().kafka());
        Producer<byte[], byte[]> producer = KafkaClients.producer(stack.config().kafka());
        ControlSession session =
            new ControlSession(
                stack.config(), new PrintStream(printed, true, StandardCharsets.UTF_8))) {
      assertThat(info.awaitTable("a", WAIT)).as("the job publishes").isTrue();
      thread.submit(() -> write(producer, info));
      try (MinibatchReader reader =
          new MinibatchReader(
              ReaderOptions.of("ctl", "a", "learner", new Beta(0.4, 1_000)).withBatchSize(32),
              producer,
              KafkaClients.consumer(stack.config().kafka()),
              info)) {
        sampleUntil(reader, batch -> batch.record().getTotals().getInserted() > 1_000);

        session.apply(
            from ->
                from.set(
                    "a",
                    Map.of(
                        "sampler.alpha", "0",
                        "tiers[*].share", "[0.25, 0.25, 0.5]",
                        "capacity.items", "600",
                        "limiter.samples_per_insert", "16",
                        "limiter.error_buffer", "600"),
                    "me"),
            WAIT);
        assertThat(printed.toString(StandardCharsets.UTF_8))
            .contains("published: version=1 table=a capacity.items=600", "in all 2 shards");
        SampledBatch changed = sampleUntil(reader, batch -> batch.record().getConfigVersion() == 1);
        long then = changed.record().getTotals().getInserted();
        // The ratio went from 4 to 16: neither side waits for what was before.
        sampleUntil(reader, batch -> batch.record().getTotals().getInserted() > then + 300);
        assertChanged(info, 1);

        stack.flink().killTaskManager();
        long attempt = info.shards("a").get(0).getAttempt();
        sampleUntil(
            reader,
            batch -> {
              assertThat(batch.record().getConfigVersion()).isEqualTo(1);
              return batch.record().getAttempt() > attempt;
            });
        assertChanged(info, 1);

        refusals(session, stack);
        session.apply(from -> from.revoke("a", List.of("tiers[*].share"), "me"), WAIT);
        Published.await(info, "a", stats -> stats.getShares().equals(List.of(0.5, 0.3, 0.2)));
        session.apply(from -> from.set("b", Map.of("dropped", "true"), "me"), WAIT);
        Published.await(info, "b", stats -> stats.getReason().contains("dropped"));
        sampleUntil(reader, new Count(50)::reached);
        session.apply(from -> from.revoke("b", List.of(), "me"), WAIT);
        // The writer follows the pace of the slower table: it writes while the other is sampled.
        sampleUntil(reader, batch -> info.shards("b").get(0).getItems().getLive() > 100);
        session.apply(
            from -> from.set("b", Map.of("cleared", "" + System.currentTimeMillis()), "me"), WAIT);
        Published.await(info, "b", stats -> stats.getItems().getCleared() > 100);

        printed.reset();
        session.list();
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
            .hasSize(2)
            .anyMatch(line -> line.contains("table=a capacity.items=600"))
            .anyMatch(line -> line.contains("table=b cleared="))
            .allMatch(line -> line.matches(".* author=me .* acknowledged=([12])/\\1"));
      }
      assertThat(stack.status()).isEqualTo(JobStatus.RUNNING);
    } finally {
      stopped.set(true);
      thread.shutdownNow();
    }
  }

  /** By the command, and by the job when somebody publishes without asking the command. */
  private static void refusals(ControlSession session, Stack stack) throws Exception {
    assertThatThrownBy(
            () ->
                session.apply(
                    from -> from.set("a", Map.of("limiter.error_buffer", "1"), "me"), WAIT))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("the limiter can lock up")
        .hasMessageNotContaining("\n");
    assertThatThrownBy(
            () ->
                session.apply(
                    from -> {
                      Control wrong = from.set("a", Map.of("sampler.alpha", "1"), "me");
                      wrong.setChanges(Map.of("sampler.alpha", "99"));
                      return wrong;
                    },
                    WAIT))
        .isInstanceOf(StartException.class)
        .hasMessage("the job refuses version 2: table=a: alpha must be in [0, 10]: alpha=99.0");
    try (ControlTopic topic = new ControlTopic("ctl", stack.config().kafka())) {
      Control last = requireNonNull(topic.inForce().get("a"));
      assertThat(last.getVersion()).as("what was in force is put back").isEqualTo(3);
      assertThat(last.getChanges()).containsEntry("capacity.items", "600").hasSize(5);
      assertThat(ChangesInForce.keyOf(last)).isEqualTo("a");
    }
  }

  private static void assertChanged(TableInfo info, long version) throws Exception {
    Published.await(
        info, "a", stats -> stats.getItems().getLive() <= 300 && stats.getConfigVersion() >= 1);
    for (Stats stats : info.shards("a")) {
      assertThat(stats.getConfigVersion()).isEqualTo(version);
      assertThat(stats.getShares()).containsExactly(0.25, 0.25, 0.5);
      assertThat(stats.getSamplesPerInsert()).isEqualTo(16);
      assertThat(stats.getItems().getEvicted()).isPositive();
      // Alpha 0: every weight is 1.
      stats
          .getTotals()
          .getTiers()
          .forEach(tier -> assertThat(tier.getWeight()).isEqualTo(tier.getDrawable()));
    }
  }

  private static SampledBatch sampleUntil(MinibatchReader reader, Predicate<SampledBatch> condition)
      throws Exception {
    while (true) {
      SampledBatch batch = reader.next(WAIT);
      reader.updatePriorities(batch, new float[batch.size()]);
      if (condition.test(batch)) {
        return batch;
      }
    }
  }

  private static final class Count {

    private int left;

    Count(int left) {
      this.left = left;
    }

    boolean reached(SampledBatch batch) {
      return --left <= 0;
    }
  }

  private Void write(Producer<byte[], byte[]> producer, TableInfo info) throws Exception {
    Row nothing = new Row();
    Row step = new Row();
    try (TrajectoryWriter out =
        new TrajectoryWriter(
            WriterOptions.of("ctl", "worker", "a").withTables(List.of("a", "b")), producer, info)) {
      for (long n = 0; !stopped.get(); n++) {
        if (n % 20 == 0) {
          out.begin(nothing);
        }
        out.append(step.scalar("rewards", (float) (n % 97)), nothing, n % 20 == 19, false);
      }
    } catch (InterruptedException e) {
      assertThat(stopped).isTrue();
    }
    return null;
  }
}
