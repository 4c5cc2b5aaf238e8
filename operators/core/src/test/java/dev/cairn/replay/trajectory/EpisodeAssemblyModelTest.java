package dev.cairn.replay.trajectory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.replay.AssemblySpec;
import dev.cairn.replay.Run;
import dev.cairn.replay.StorageUnit;
import dev.cairn.replay.StorageUnit.Boundary;
import dev.cairn.replay.StorageUnit.FirstState;
import dev.cairn.replay.TableSpec;
import dev.cairn.replay.TestPieces;
import dev.cairn.replay.random.SplitMix64;
import dev.cairn.replay.trajectory.ReferenceItems.Expected;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongToIntFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * For any way of cutting episodes into chunks, with gaps and interruptions, the items are those of
 * the reference over the whole episode, with the payload that was sent; every step is accounted for
 * after every chunk.
 */
class EpisodeAssemblyModelTest {

  private static final int ROUNDS = 40;
  private static final int EPISODES = 12;

  static Stream<StorageUnit> units() {
    return Stream.of(
        new StorageUnit.Timesteps(1, 1, 0.9),
        new StorageUnit.Timesteps(3, 3, 0.9),
        new StorageUnit.Timesteps(1, 6, 0.9),
        new StorageUnit.Timesteps(4, 9, 0.9),
        new StorageUnit.Sequences(8, 4, 0, Boundary.PAD, FirstState.KEPT),
        new StorageUnit.Sequences(8, 8, 3, Boundary.PAD, FirstState.KEPT),
        new StorageUnit.Sequences(9, 4, 2, Boundary.DROP, FirstState.KEPT),
        new StorageUnit.Sequences(10, 5, 4, Boundary.CARRY, FirstState.ZERO),
        new StorageUnit.Sequences(7, 7, 0, Boundary.CARRY, FirstState.ZERO),
        new StorageUnit.Sequences(5, 1, 1, Boundary.CARRY, FirstState.ZERO),
        new StorageUnit.Episodes(1_000),
        new StorageUnit.Episodes(10),
        new StorageUnit.Options(1, 1_000),
        new StorageUnit.Options(0.9, 4));
  }

  @ParameterizedTest
  @MethodSource("units")
  void assemble_anyCuts_giveTheItemsOfTheWholeEpisode(StorageUnit unit) {
    for (int round = 0; round < ROUNDS; round++) {
      for (AssemblySpec.Hold hold : AssemblySpec.Hold.values()) {
        for (int stack : new int[] {1, 4}) {
          new Model(unit, hold, stack, round).run();
        }
      }
    }
  }

  private static final class Model {

    private final StorageUnit unit;
    private final AssemblySpec.Hold hold;
    private final int stack;
    private final String what;
    private final SplitMix64 random;
    private final EpisodeAssembly assembly;
    private final MapChunks held = new MapChunks();
    private final Assembled out = new Assembled();
    private final Map<Long, HeldChunk> sent = new HashMap<>();
    private final List<Expected> expected = new ArrayList<>();
    private final List<Boolean> interrupted = new ArrayList<>();
    private final List<Integer> begins = new ArrayList<>();
    private final List<Integer> ends = new ArrayList<>();
    private final List<KnownEpisode> episodes = new ArrayList<>();
    private @Nullable Stretch open;
    private long received;
    private long number;

    Model(StorageUnit unit, AssemblySpec.Hold hold, int stack, long seed) {
      this.unit = unit;
      this.hold = hold;
      this.stack = stack;
      this.what = unit + " hold=" + hold + " stack=" + stack + " seed=" + seed;
      this.random = new SplitMix64(SplitMix64.mix(seed));
      AssemblySpec spec = new AssemblySpec(hold, 10_000, 1 << 22, 1);
      TableSpec table = KnownEpisode.table(unit, spec, stack);
      assembly = new EpisodeAssembly(table, KnownEpisode.IDENTITY);
    }

    void run() {
      for (int e = 0; e < EPISODES; e++) {
        int end = random.nextInt(5);
        feed(new KnownEpisode(e, 1 + random.nextInt(45), end < 2, end == 2 || end == 3));
      }
      Stretch rest = open;
      if (rest != null) {
        assembly.interrupt(rest, held, out);
        open = null;
      }
      balance();
      assertThat(held.chunks).as(what).isEmpty();
      check();
    }

    /** Sends an episode in chunks of any size; a number that is left out is a gap. */
    private void feed(KnownEpisode episode) {
      int begin = 0;
      int step = 0;
      while (step < episode.steps()) {
        if (step > begin && random.nextInt(25) == 0) {
          expect(episode, begin, step, true);
          step += random.nextInt(3);
          begin = step;
          number++;
          if (step >= episode.steps()) {
            return;
          }
        }
        int to = Math.min(episode.steps(), step + 1 + random.nextInt(9));
        HeldChunk chunk = episode.chunk(number++, step, to);
        sent.put(chunk.number(), chunk);
        boolean last = to == episode.steps();
        open =
            assembly.add(
                open,
                1,
                episode.episode(),
                chunk,
                last && episode.terminated(),
                last && episode.truncated(),
                held,
                out);
        received += to - step;
        step = to;
        balance();
      }
      expect(episode, begin, step, !episode.terminated() && !episode.truncated());
    }

    private void expect(KnownEpisode episode, int begin, int end, boolean cutOff) {
      LongToIntFunction n = step -> n(episode, step);
      for (Expected item : ReferenceItems.of(unit, episode, begin, end, cutOff, n)) {
        expected.add(item);
        episodes.add(episode);
        begins.add(begin);
        ends.add(end);
        interrupted.add(cutOff);
      }
    }

    private int n(KnownEpisode episode, long step) {
      StorageUnit.Timesteps timesteps = (StorageUnit.Timesteps) unit;
      int range = timesteps.maxSteps() - timesteps.minSteps() + 1;
      long id = id(episode, step);
      return timesteps.minSteps() + (int) ((SplitMix64.mix(id) >>> 1) % range);
    }

    private long id(KnownEpisode episode, long step) {
      HeldChunk chunk = chunkOf(episode, step);
      return KnownEpisode.IDENTITY.id(chunk.number(), (int) (step - chunk.firstStep()));
    }

    private HeldChunk chunkOf(KnownEpisode episode, long step) {
      return sent.values().stream()
          .filter(
              chunk ->
                  ByteBuffer.wrap(chunk.payload()).order(ByteOrder.LITTLE_ENDIAN).getInt()
                      == episode.episode())
          .filter(chunk -> chunk.firstStep() <= step && step < chunk.end())
          .findFirst()
          .orElseThrow();
    }

    private void balance() {
      Stretch stretch = open;
      long pending = stretch == null ? 0 : stretch.pending();
      assertThat(out.assembled() + out.dropped() + pending).as(what).isEqualTo(received);
      assertThat(stretch == null ? 0 : stretch.bytes()).as(what).isEqualTo(held.bytes());
    }

    private void check() {
      int i = 0;
      for (Assembled.StartedRun started : out.runs()) {
        Run run = started.run();
        for (int item = 0; item < run.ids().length; item++) {
          assertThat(i).as(what).isLessThan(expected.size());
          if (item == 0) {
            long first = run.firstStep() + run.rows()[0];
            assertThat(started.chunk())
                .as(what)
                .isEqualTo(chunkOf(episodes.get(i), first).number());
          }
          check(run, item, i++);
        }
      }
      assertThat(i).as(what).isEqualTo(expected.size());
    }

    private void check(Run run, int item, int i) {
      Expected wanted = expected.get(i);
      KnownEpisode episode = episodes.get(i);
      long first = run.firstStep() + run.rows()[item];
      int length = run.lengths()[item];
      assertThat(run.episode()).as(what).isEqualTo(episode.episode());
      assertThat(first).as(what).isEqualTo(wanted.first());
      assertThat(length).as(what).isEqualTo(wanted.length());
      assertThat(run.initial()[item])
          .as(what)
          .isEqualTo(Float.valueOf(value(episode, first, length)));
      HeldChunk chunk = chunkOf(episode, first);
      assertThat(run.ids()[item]).as(what).isEqualTo(id(episode, first));
      assertThat(run.policyVersion()).as(what).isEqualTo(chunk.policyVersion());
      long context = Math.max(begins.get(i), first - (stack - 1));
      assertThat(run.firstStep()).as(what).isLessThanOrEqualTo(context);
      boolean atEnd = first + length == run.firstStep() + run.steps();
      boolean atEpisodesEnd = first + length == ends.get(i);
      assertThat(atEnd && run.terminated())
          .as(what)
          .isEqualTo(atEpisodesEnd && !interrupted.get(i) && episode.terminated());
      assertThat(atEnd && run.truncated())
          .as(what)
          .isEqualTo(atEpisodesEnd && !interrupted.get(i) && episode.truncated());
      assertThat(run.episodeReturn()).as(what).isEqualTo(Double.valueOf(episodeReturn(episode, i)));
      checkPayload(run, episode);
    }

    /** Known when all steps of the episode, from its first to its end, have waited for it. */
    private double episodeReturn(KnownEpisode episode, int i) {
      boolean whole = begins.get(i) == 0 && !interrupted.get(i);
      return whole && hold == AssemblySpec.Hold.EPISODE
          ? LongStream.range(0, episode.steps()).sum()
          : Double.NaN;
    }

    private float value(KnownEpisode episode, long first, int length) {
      if (unit instanceof StorageUnit.Timesteps || unit instanceof StorageUnit.Options) {
        return episode.value(first);
      }
      int burnIn = unit instanceof StorageUnit.Sequences sequences ? sequences.burnIn() : 0;
      double[] values =
          LongStream.range(first + burnIn, first + length)
              .mapToDouble(episode::value)
              .filter(value -> !Double.isNaN(value))
              .toArray();
      return values.length == 0
          ? Float.NaN
          : (float)
              (0.9 * Arrays.stream(values).max().orElseThrow()
                  + (1 - 0.9) * Arrays.stream(values).sum() / values.length);
    }

    private void checkPayload(Run run, KnownEpisode episode) {
      ByteBuffer payload = ByteBuffer.wrap(run.payload()).order(ByteOrder.LITTLE_ENDIAN);
      for (long step = run.firstStep(); step <= run.firstStep() + run.steps(); step++) {
        assertThat(payload.getInt()).as(what).isEqualTo((int) episode.episode());
        assertThat(payload.getInt()).as(what).isEqualTo((int) step);
      }
      for (long step = run.firstStep(); step < run.firstStep() + run.steps(); step++) {
        assertThat(payload.getLong()).as(what).isEqualTo(episode.action(step));
      }
      for (long step = run.firstStep(); step < run.firstStep() + run.steps(); step++) {
        assertThat(payload.getShort()).as(what).isEqualTo((short) episode.option(step));
      }
      for (long step = run.firstStep(); step < run.firstStep() + run.steps(); step++) {
        assertThat(payload.getFloat()).as(what).isEqualTo(step);
      }
      int screens = payload.position();
      int maps = TestPieces.after(run.payload(), screens);
      long end = run.firstStep() + run.steps();
      assertThat(TestPieces.after(run.payload(), maps)).as(what).isEqualTo(payload.capacity());
      assertThat(TestPieces.rows(run.payload(), screens, KnownEpisode.ROW))
          .as(what)
          .containsExactlyElementsOf(episode.rows(run.firstStep(), end + 1));
      assertThat(TestPieces.rows(run.payload(), maps, KnownEpisode.ROW))
          .as(what)
          .containsExactlyElementsOf(episode.rows(run.firstStep(), end));
    }
  }
}
