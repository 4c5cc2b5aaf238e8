package dev.cairn.replay.trajectory;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.replay.AssemblySpec;
import dev.cairn.replay.AssemblySpec.Hold;
import dev.cairn.replay.Run;
import dev.cairn.replay.StorageUnit;
import dev.cairn.replay.StorageUnit.Boundary;
import dev.cairn.replay.StorageUnit.FirstState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EpisodeAssemblyTest {

  private static final StorageUnit THREE_STEPS = new StorageUnit.Timesteps(3, 3, 0.9);
  private static final KnownEpisode GOES_ON = new KnownEpisode(1, 1_000_000, false, false);

  private final MapChunks held = new MapChunks();
  private final Assembled out = new Assembled();
  private @Nullable Stretch open;

  @Test
  void add_threeSteps_waitForTwoMoreAndShareTheirRun() {
    EpisodeAssembly assembly = assembly(THREE_STEPS, Hold.ITEM, 1_000, 1 << 20);

    add(assembly, GOES_ON, 0, 0, 5);

    Run run = out.runs().get(0).run();
    assertThat(run.rows()).containsExactly(0, 1, 2);
    assertThat(run.lengths()).containsExactly(3, 3, 3);
    assertThat(run.steps()).isEqualTo(5);
    assertThat(out.assembled()).isEqualTo(5);

    add(assembly, GOES_ON, 1, 5, 6);
    assertThat(held.chunks.values().stream().mapToInt(HeldChunk::steps).sum()).isLessThan(6);
  }

  @Test
  void add_endlessEpisode_waitsWithinTheLimits() {
    for (StorageUnit unit :
        List.of(
            new StorageUnit.Episodes(80),
            new StorageUnit.Options(1, 80),
            THREE_STEPS,
            new StorageUnit.Sequences(20, 10, 5, Boundary.CARRY, FirstState.KEPT))) {
      for (Hold hold : Hold.values()) {
        held.chunks.clear();
        open = null;
        EpisodeAssembly assembly = assembly(unit, hold, 250, 175_000);
        long received = 0;
        Assembled sums = new Assembled();
        for (int number = 0; number < 500; number++) {
          open =
              assembly.add(
                  open, 1, 1, flat(number, number * 3, number * 3 + 3), false, false, held, sums);
          received += 3;
          Stretch stretch = requireNonNull(open);
          assertThat(sums.assembled() + sums.dropped() + stretch.pending()).isEqualTo(received);
          assertThat(held.chunks.values().stream().mapToInt(HeldChunk::steps).sum())
              .isLessThanOrEqualTo(250 + 16);
          assertThat(held.bytes()).isEqualTo(stretch.bytes()).isLessThanOrEqualTo(175_000);
        }
        assertThat(sums.dropped()).as(unit + " " + hold).isZero();
        assertThat(sums.assembled()).isPositive();
      }
    }
  }

  @Test
  void add_heldBeyondTheLimit_completeItemsComeOutUnflagged() {
    EpisodeAssembly assembly = assembly(THREE_STEPS, Hold.EPISODE, 38, 1 << 20);

    add(assembly, GOES_ON, 0, 0, 16);
    add(assembly, GOES_ON, 1, 16, 32);
    assertThat(out.runs()).isEmpty();
    add(assembly, GOES_ON, 2, 32, 48);

    int items = out.runs().stream().mapToInt(started -> started.run().ids().length).sum();
    assertThat(items).isEqualTo(46);
    assertThat(out.runs()).allMatch(started -> !started.run().truncated());
    assertThat(held.chunks).containsOnlyKeys(2L);
  }

  @Test
  void add_fragmentsWithStack_areTheChunksWithTheirContext() {
    EpisodeAssembly assembly =
        new EpisodeAssembly(
            KnownEpisode.table(new StorageUnit.Fragments(), AssemblySpec.DEFAULT, 4),
            KnownEpisode.IDENTITY);

    add(assembly, GOES_ON, 0, 0, 2);
    add(assembly, GOES_ON, 1, 2, 7);
    add(assembly, GOES_ON, 2, 7, 9);

    List<String> items = new ArrayList<>();
    for (Assembled.StartedRun started : out.runs()) {
      Run run = started.run();
      items.add(run.firstStep() + "+" + run.rows()[0] + "," + run.lengths()[0]);
    }
    assertThat(items).containsExactly("0+0,2", "0+2,5", "4+3,2");
  }

  @Test
  void add_stepsThatDoNotFollow_interrupt() {
    EpisodeAssembly assembly = assembly(THREE_STEPS, Hold.ITEM, 1_000, 1 << 20);

    add(assembly, GOES_ON, 0, 0, 2);
    add(assembly, GOES_ON, 1, 3, 5);
    add(assembly, new KnownEpisode(2, 1_000, false, false), 2, 5, 7);

    List<Long> firsts = new ArrayList<>();
    for (Assembled.StartedRun started : out.runs()) {
      assertThat(started.run().lengths()).containsExactly(2, 1);
      firsts.add(started.run().firstStep());
    }
    assertThat(firsts).containsExactly(0L, 3L);
    assertThat(out.assembled()).isEqualTo(4);
    assertThat(held.chunks).containsOnlyKeys(2L);
  }

  @Test
  void add_policyVersionGoesBack_runsAreApart() {
    EpisodeAssembly assembly = assembly(THREE_STEPS, Hold.EPISODE, 1_000, 1 << 20);
    KnownEpisode episode = new KnownEpisode(1, 4, true, false);
    HeldChunk late = episode.chunk(0, 0, 2);
    HeldChunk first = new HeldChunk(0, 0, 0, 0, late.steps(), 9, late.payload(), late.initial());
    open = assembly.add(open, 1, 1, first, false, false, held, out);
    add(assembly, episode, 1, 2, 4);

    assertThat(out.runs().stream().map(run -> run.run().policyVersion())).containsExactly(9L, 0L);
  }

  @Test
  void amend_stepThatWaits_isChangedInItsItems() {
    EpisodeAssembly assembly = assembly(THREE_STEPS, Hold.EPISODE, 1_000, 1 << 20);
    KnownEpisode episode = new KnownEpisode(1, 7, true, false);
    add(assembly, episode, 0, 0, 3);
    add(assembly, episode, 1, 3, 6);

    byte[] value = {9, 0, 0, 0, 0, 0, 0, 0};
    assertThat(amend(assembly, 4, value)).isTrue();
    assertThat(amend(assembly, 6, value)).as("not there yet").isFalse();
    add(assembly, episode, 2, 6, 7);

    Run run = out.runs().get(0).run();
    assertThat(run.lengths()).containsExactly(3, 3, 3, 3, 3, 2, 1);
    int actions = 8 * 8;
    for (int step = 0; step < 7; step++) {
      assertThat(
              run.payload()[actions + 8 * step] == 9 && run.payload()[actions + 8 * step + 1] == 0)
          .isEqualTo(step == 4);
    }
  }

  @Test
  void amend_stepThatIsInAnItem_isRefused() {
    EpisodeAssembly assembly = assembly(THREE_STEPS, Hold.ITEM, 1_000, 1 << 20);
    add(assembly, GOES_ON, 0, 0, 3);
    add(assembly, GOES_ON, 1, 3, 4);
    // Steps 0 to 3 are in items; 2 and 3 still wait to be first steps.
    assertThat(amend(assembly, 2, new byte[8])).isFalse();

    add(assembly, GOES_ON, 2, 4, 5);
    assertThat(amend(assembly, 4, new byte[8])).isFalse();
  }

  @Test
  void add_tableOfAnotherFormat_dropsWhatWaitedAndCountsIt() {
    EpisodeAssembly before = assembly(new StorageUnit.Episodes(100), Hold.ITEM, 1_000, 1 << 20);
    add(before, GOES_ON, 0, 0, 5);

    EpisodeAssembly after = assembly(new StorageUnit.Options(1, 100), Hold.ITEM, 1_000, 1 << 20);
    add(after, GOES_ON, 1, 5, 6);

    assertThat(out.runs()).isEmpty();
    assertThat(out.dropped()).isEqualTo(5);
    assertThat(requireNonNull(open).pending()).isEqualTo(1);
    assertThat(held.chunks).containsOnlyKeys(1L);
  }

  @Test
  void add_policyVersionChanges_runsAreApart() {
    EpisodeAssembly assembly = assembly(THREE_STEPS, Hold.EPISODE, 1_000, 1 << 20);
    KnownEpisode episode = new KnownEpisode(1, 12, true, false);
    for (int number = 0; number < 6; number++) {
      add(assembly, episode, number, number * 2, number * 2 + 2);
    }

    assertThat(out.runs().stream().map(run -> run.run().policyVersion())).containsExactly(0L, 1L);
    assertThat(out.runs().stream().map(Assembled.StartedRun::chunk)).containsExactly(0L, 4L);
    assertThat(out.runs().get(0).run().steps()).isEqualTo(10);
  }

  @Test
  void add_episodeBeyondTheLimits_returnIsKnownOfItemsThatWaitedForItsEnd() {
    EpisodeAssembly assembly = assembly(THREE_STEPS, Hold.EPISODE, 40, 1 << 20);
    KnownEpisode episode = new KnownEpisode(1, 80, false, true);
    for (int number = 0; number < 20; number++) {
      add(assembly, episode, number, number * 4, number * 4 + 4);
    }

    // Rewards are the steps: 0 + 1 + ... + 79. Steps 0 to 41 went when 44 waited.
    for (Assembled.StartedRun started : out.runs()) {
      Run run = started.run();
      double known = run.firstStep() < 42 ? Double.NaN : 3_160;
      assertThat(run.episodeReturn()).isEqualTo(Double.valueOf(known));
    }
    assertThat(out.assembled()).isEqualTo(80);
  }

  @Test
  void amend_rewardOfAStepThatWaits_isInTheReturn() {
    EpisodeAssembly assembly = assembly(THREE_STEPS, Hold.EPISODE, 1_000, 1 << 20);
    KnownEpisode episode = new KnownEpisode(1, 7, true, false);
    add(assembly, episode, 0, 0, 6);
    byte[] five = {0, 0, (byte) 0xa0, 0x40};
    assertThat(assembly.amend(requireNonNull(open), 4, KnownEpisode.REWARDS, five, held)).isTrue();
    add(assembly, episode, 1, 6, 7);

    assertThat(out.runs().get(0).run().episodeReturn()).isEqualTo(1 + 2 + 3 + 5 + 5 + 6);
  }

  @Test
  void add_holdChangesWhileStepsWait_returnIsKnownWhereAllWaitedForTheEnd() {
    EpisodeAssembly at = assembly(THREE_STEPS, Hold.EPISODE, 1_000, 1 << 20);
    EpisodeAssembly early = assembly(THREE_STEPS, Hold.ITEM, 1_000, 1 << 20);
    KnownEpisode episode = new KnownEpisode(1, 12, true, false);
    add(at, episode, 0, 0, 4);
    add(early, episode, 1, 4, 8);
    add(at, episode, 2, 8, 12);

    assertThat(out.runs().stream().map(run -> run.run().episodeReturn()))
        .containsOnly(Double.NaN)
        .hasSizeGreaterThan(1);
  }

  @Test
  void itemValue_sequence_mixesMaximumAndMeanOfTrainedSteps() {
    ItemValue value =
        new ItemValue(new StorageUnit.Sequences(4, 2, 1, Boundary.PAD, FirstState.KEPT));

    assertThat(value.of(new float[] {100, 1, Float.NaN, 3}, 0, 4))
        .isEqualTo((float) (0.9 * 3 + 0.1 * 2));
    assertThat(value.of(new float[] {100, Float.NaN}, 0, 2)).isNaN();
  }

  @Test
  void itemValue_transitionAndOption_isTheFirstSteps() {
    assertThat(new ItemValue(THREE_STEPS).of(new float[] {1, 5, 7}, 1, 3)).isEqualTo(5);
    assertThat(new ItemValue(new StorageUnit.Options(1, 9)).of(new float[] {1, 5, 7}, 0, 3))
        .isEqualTo(1);
  }

  private static EpisodeAssembly assembly(StorageUnit unit, Hold hold, int steps, long bytes) {
    return new EpisodeAssembly(
        KnownEpisode.table(unit, new AssemblySpec(hold, steps, bytes, 1), 1),
        KnownEpisode.IDENTITY);
  }

  private static HeldChunk flat(long number, int from, int to) {
    HeldChunk chunk = new KnownEpisode(0, 1, false, false).chunk(number, from, to);
    byte[] payload = chunk.payload().clone();
    int options = 8 * (to - from + 1) + 8 * (to - from);
    java.util.Arrays.fill(payload, options, options + 2 * (to - from), (byte) 0);
    return new HeldChunk(number, number, from, from, to - from, 0, payload, chunk.initial());
  }

  private void add(EpisodeAssembly assembly, KnownEpisode episode, int number, int from, int to) {
    boolean last = to == episode.steps();
    open =
        assembly.add(
            open,
            1,
            episode.episode(),
            episode.chunk(number, from, to),
            last && episode.terminated(),
            last && episode.truncated(),
            held,
            out);
  }

  private boolean amend(EpisodeAssembly assembly, long step, byte[] value) {
    return assembly.amend(requireNonNull(open), step, KnownEpisode.ACTIONS, value, held);
  }
}
