package dev.cairn.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.client.Beta;
import dev.cairn.client.KafkaClients;
import dev.cairn.client.MinibatchReader;
import dev.cairn.client.ReaderOptions;
import dev.cairn.client.SampledBatch;
import dev.cairn.client.TrajectoryWriter;
import dev.cairn.client.WriterOptions;
import dev.cairn.examples.EpisodeWorker;
import dev.cairn.examples.WorkerListener;
import dev.cairn.examples.dqn.DqnBatch;
import dev.cairn.examples.dqn.EpsilonSchedule;
import dev.cairn.examples.dqn.FollowedNetwork;
import dev.cairn.examples.dqn.Mlp;
import dev.cairn.examples.rooms.FourRooms;
import dev.cairn.examples.rooms.HallwayOption;
import dev.cairn.examples.rooms.OptionRecorder;
import dev.cairn.examples.rooms.OptionStep;
import dev.cairn.examples.rooms.OptionStreamRecorder;
import dev.cairn.examples.rooms.RoomsMap;
import dev.cairn.examples.rooms.TwoLevelPlayer;
import dev.cairn.examples.rooms.TwoLevels;
import dev.cairn.jobs.demo.Drain;
import dev.cairn.jobs.embedded.EmbeddedService;
import dev.cairn.jobs.rooms.FourRoomsExample;
import dev.cairn.schema.Parameters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The example of two levels: what each table makes of the same chunks, and a small run of it. */
class FourRoomsITCase {

  private static final Duration WAIT = Duration.ofSeconds(90);
  private static final long VERSION = 1;
  private static final long STEPS = 4_000;
  private static final double GAMMA = 0.9;

  @TempDir private Path directory;

  /** Keeps what was played, by episode, and passes it on. */
  private static final class Kept implements OptionRecorder {
    final List<float[]> begins = new ArrayList<>();
    final List<List<OptionStep>> episodes = new ArrayList<>();
    final OptionRecorder next;

    Kept(OptionRecorder next) {
      this.next = next;
    }

    @Override
    public void begin(float[] observation) throws InterruptedException {
      begins.add(observation);
      episodes.add(new ArrayList<>());
      next.begin(observation);
    }

    @Override
    public void record(OptionStep step) throws InterruptedException {
      episodes.get(episodes.size() - 1).add(step);
      next.record(step);
    }

    @Override
    public void policyVersion(long version) throws InterruptedException {
      next.policyVersion(version);
    }

    int cellBefore(int episode, int t) {
      return FourRooms.cell(
          t == 0 ? begins.get(episode) : episodes.get(episode).get(t - 1).step().observation());
    }
  }

  @Test
  @Timeout(300)
  void chunks_intoBothLevelsTables_areStepsAndExecutions_andOldExecutionsGo() throws Exception {
    try (EmbeddedService service =
        EmbeddedService.start(FourRoomsExample.config(), directory, 0, 1)) {
      String space = service.config().space();
      Kept kept;
      long sent;
      try (TrajectoryWriter writer =
          new TrajectoryWriter(
              WriterOptions.of(space, "s", "worker")
                  .withTables(List.of("worker", "manager"))
                  .withPaced(false),
              service.producer(),
              service.info())) {
        kept = new Kept(new OptionStreamRecorder(writer));
        play(kept);
        writer.flush();
        sent = writer.stepsAcknowledged();
      }
      Drain.await(service.info(), "worker", () -> sent, WAIT);
      Drain.await(service.info(), "manager", () -> sent, WAIT);
      try (MinibatchReader worker = reader(service, "worker");
          MinibatchReader manager = reader(service, "manager")) {
        checkWorker(worker, kept);
        SampledBatch batch = checkManager(manager, kept);
        long created = service.info().shards("manager").get(0).getItems().getCreated();
        assertThat(created).isGreaterThan(50);

        // The worker has moved on by more than the 2,000 versions of the manager's remover.
        manager.learnerStep(VERSION + 2_001);
        manager.updatePriorities(batch, new float[batch.size()]);
        Published.await(
            service.info(), "manager", stats -> stats.getItems().getEvictedExpired() == created);
        Published.await(
            service.info(), "worker", stats -> stats.getItems().getEvictedExpired() == 0);
      }
    }
  }

  private static void play(Kept kept) {
    Parameters parameters =
        Parameters.newBuilder()
            .setSpace("four-rooms")
            .setVersion(VERSION)
            .setLearner("test")
            .setTensors(Mlp.random(1, TwoLevels.WORKER_INPUTS, RoomsMap.ACTIONS).toColumns())
            .setSentMs(0)
            .build();
    AtomicLong steps = new AtomicLong();
    TwoLevelPlayer player =
        new TwoLevelPlayer(
            kept,
            new FollowedNetwork(() -> parameters, TwoLevels.WORKER_INPUTS, RoomsMap.ACTIONS),
            new FollowedNetwork(() -> null, FourRooms.OBSERVATION_SIZE, HallwayOption.CHOICES),
            new EpsilonSchedule(1, 1, 1),
            steps::get,
            1);
    new EpisodeWorker(FourRooms::new, List.of(player), steps, STEPS, 2, WorkerListener.NONE).run();
  }

  private static MinibatchReader reader(EmbeddedService service, String table) {
    return new MinibatchReader(
        ReaderOptions.of(service.config().space(), table, "test-" + table, Beta.constant(0.4)),
        service.producer(),
        KafkaClients.consumer(service.config().kafka()),
        service.info());
  }

  private static void checkWorker(MinibatchReader reader, Kept kept) throws Exception {
    for (int batches = 0; batches < 10; batches++) {
      SampledBatch batch = reader.next(WAIT);
      DqnBatch transitions = TwoLevels.worker(batch);
      for (int i = 0; i < batch.size(); i++) {
        int episode = (int) batch.longs("eps_id")[i];
        int t = (int) batch.longs("t")[i];
        OptionStep step = kept.episodes.get(episode).get(t);
        assertThat(transitions.actions()[i]).isEqualTo(step.action());
        assertThat(transitions.rewards()[i]).isEqualTo(step.reached() ? 1 : 0);
        assertThat(transitions.terminateds()[i])
            .isEqualTo(step.optionEnded() || step.step().terminated());
        assertThat(ones(transitions.observations(), i, TwoLevels.WORKER_INPUTS))
            .isEqualTo(
                with(kept.cellBefore(episode, t), FourRooms.OBSERVATION_SIZE + step.option()));
        assertThat(ones(transitions.newObservations(), i, TwoLevels.WORKER_INPUTS))
            .isEqualTo(
                with(
                    FourRooms.cell(step.step().observation()),
                    FourRooms.OBSERVATION_SIZE + step.option()));
      }
    }
  }

  private static SampledBatch checkManager(MinibatchReader reader, Kept kept) throws Exception {
    Set<Long> terminated = new HashSet<>();
    Set<Long> truncated = new HashSet<>();
    SampledBatch batch = reader.next(WAIT);
    for (int batches = 0; batches < 30; batches++) {
      DqnBatch transitions = TwoLevels.manager(batch);
      for (int i = 0; i < batch.size(); i++) {
        int episode = (int) batch.longs("eps_id")[i];
        int t = (int) batch.longs("t")[i];
        List<OptionStep> steps = kept.episodes.get(episode);
        OptionStep first = steps.get(t);
        int end = t;
        double sum = 0;
        while (end < steps.size() && steps.get(end).execution() == first.execution()) {
          sum += Math.pow(GAMMA, end - t) * steps.get(end).step().reward();
          end++;
        }
        assertThat(t == 0 || steps.get(t - 1).execution() != first.execution()).isTrue();
        OptionStep last = steps.get(end - 1);
        assertThat(transitions.actions()[i]).isEqualTo(first.choice());
        assertThat(transitions.durations()[i]).isEqualTo(end - t);
        assertThat(transitions.rewards()[i]).isCloseTo((float) sum, within(1e-6f));
        assertThat(transitions.terminateds()[i]).isEqualTo(last.step().terminated());
        assertThat(batch.booleans("truncateds")[i]).isEqualTo(last.step().truncated());
        assertThat(ones(transitions.observations(), i, FourRooms.OBSERVATION_SIZE))
            .isEqualTo(with(kept.cellBefore(episode, t)));
        assertThat(ones(transitions.newObservations(), i, FourRooms.OBSERVATION_SIZE))
            .isEqualTo(with(FourRooms.cell(last.step().observation())));
        assertThat(batch.policyVersions()[i]).isEqualTo(VERSION);
        if (last.step().terminated()) {
          terminated.add(first.execution());
        } else if (last.step().truncated()) {
          truncated.add(first.execution());
        }
      }
      batch = reader.next(WAIT);
    }
    assertThat(terminated).isNotEmpty();
    assertThat(truncated).isNotEmpty();
    return batch;
  }

  /** Places of the ones in a row, which holds nothing else but zeros. */
  private static List<Integer> ones(float[] rows, int row, int width) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      if (rows[row * width + i] != 0) {
        assertThat(rows[row * width + i]).isEqualTo(1);
        places.add(i);
      }
    }
    return places;
  }

  /** Places of the ones in the observation of a cell, and others behind it. */
  private static List<Integer> with(int cell, Integer... others) {
    List<Integer> places =
        new ArrayList<>(ones(FourRooms.observation(cell), 0, FourRooms.OBSERVATION_SIZE));
    places.addAll(Arrays.asList(others));
    return places;
  }

  @Test
  @Timeout(300)
  void example_fewSteps_leavesCurvesAndPicture() throws Exception {
    Path out = directory.resolve("run");
    int code = new FourRoomsExample(1, 1, 1_500, 0, out).run();

    // So few steps teach nothing: the command says so by its exit code.
    assertThat(code).isEqualTo(1);
    List<String> curves = Files.readAllLines(out.resolve("curves.csv"));
    assertThat(curves.get(0)).isEqualTo("seed,agent,env_steps,success,mean_ratio,worst_ratio");
    assertThat(curves).anyMatch(line -> line.startsWith("1,options,15"));
    assertThat(curves).anyMatch(line -> line.startsWith("1,flat,15"));
    assertThat(out.resolve("four-rooms.png")).isNotEmptyFile();
    assertThat(out.resolve("seed-1/kafka")).doesNotExist();
  }
}
