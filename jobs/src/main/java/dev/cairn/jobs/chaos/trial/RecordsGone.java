package dev.cairn.jobs.chaos.trial;

import static dev.cairn.jobs.chaos.trial.Clusters.OFTEN;

import dev.cairn.jobs.chaos.Trial;
import dev.cairn.jobs.cluster.Cluster;
import dev.cairn.jobs.start.StartException;
import dev.cairn.schema.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;

/** Kafka has deleted records that the newest checkpoint needs. */
final class RecordsGone implements Scenario {

  private static final Duration WAIT = Duration.ofMinutes(3);
  private static final int GONE = 1_000;

  @Override
  public String name() {
    return "records-gone";
  }

  @Override
  public String does() {
    return "delete " + GONE + " steps of the topic that no checkpoint holds: refused, or counted";
  }

  @Override
  public void run(Path folder, Seen seen) throws Exception {
    try (Trial trial = Trial.prepare(folder, Clusters.small(1), OFTEN, seen::note)) {
      trial.start();
      trial.send(3_000, 1_000);
      trial.await("3,000 steps", WAIT, () -> trial.acknowledged() == 3_000);
      // One that has begun already may not have all of them.
      trial.awaitCheckpoints(3, WAIT);
      trial.hit("Retention", "transitions", () -> lose(trial, seen));
      trial.send(2_000, 1_000);
      Trial.Outcome outcome = trial.endWithout(GONE);
      outcome.lines().forEach(seen::note);
      seen.require(
          outcome.lines().stream().anyMatch(line -> line.startsWith("lost " + GONE + " doubled 0")),
          "lost is what Kafka deleted, and nothing else");
    }
  }

  private static void lose(Trial trial, Seen seen) throws InterruptedException {
    Cluster cluster = trial.cluster();
    cluster.process("job-manager-1").kill();
    cluster.process("task-manager-1").kill();
    trial.send(GONE, 1_000);
    trial.await("steps more", WAIT, () -> trial.acknowledged() == 3_000 + GONE);
    deleteAll(cluster);
    cluster.stop();

    String message = "none: it started";
    try {
      cluster.start();
    } catch (StartException e) {
      message = String.valueOf(e.getMessage());
    }
    seen.note(message);
    seen.require(
        message.contains("records that state goes on from must still be in Kafka")
            && message.contains("lost_records="),
        "refused, with partition, offsets and the number of records");

    trial.goOnFrom(
        cluster.folder().newestCheckpoint(cluster.jobId()).orElseThrow(),
        Map.of("kafka", Map.of("auto.offset.reset", "earliest")));
    trial.cluster().start();
    seen.require(
        logged(trial.cluster(), "going on without records"),
        "with kafka.auto.offset.reset: earliest it goes on and says what is missing");
  }

  private static boolean logged(Cluster cluster, String words) {
    try {
      Path log = cluster.folder().logs().resolve("task-manager-1.log");
      return Files.readString(log).contains(words);
    } catch (IOException e) {
      return false;
    }
  }

  /** As retention does, sooner. */
  private static void deleteAll(Cluster cluster) throws InterruptedException {
    String topic = new Topics(cluster.config().space()).transitions();
    try (Admin kafka = Admin.create(Map.copyOf(cluster.config().kafka()))) {
      Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
      int partitions =
          kafka
              .describeTopics(List.of(topic))
              .allTopicNames()
              .get(30, TimeUnit.SECONDS)
              .values()
              .iterator()
              .next()
              .partitions()
              .size();
      for (int p = 0; p < partitions; p++) {
        all.put(new TopicPartition(topic, p), RecordsToDelete.beforeOffset(-1));
      }
      kafka.deleteRecords(all).all().get(30, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new StartException("the records were not deleted: topic=" + topic, e);
    }
  }
}
