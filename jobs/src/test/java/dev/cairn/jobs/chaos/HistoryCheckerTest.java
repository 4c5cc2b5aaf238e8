package dev.cairn.jobs.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Right runs are found right; each bug that is planted in one is found, by its name. */
class HistoryCheckerTest {

  private static final int STEPS = 4_800;

  private static Verdict check(List<Event> events) {
    return HistoryChecker.check(events::forEach);
  }

  /** Changes one event of the kind that fits, chosen by the seed, or takes it out. */
  private static <E extends Event> List<Event> spoilt(
      long seed,
      int steps,
      Class<E> kind,
      Predicate<E> fits,
      Function<E, List<? extends Event>> change) {
    List<Event> events = new ArrayList<>(Story.of(seed, steps));
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      if (kind.isInstance(events.get(i)) && fits.test(kind.cast(events.get(i)))) {
        places.add(i);
      }
    }
    assertThat(places).as("events to spoil, seed=%d", seed).isNotEmpty();
    int place = places.get(new SplittableRandom(seed).nextInt(places.size()));
    E event = kind.cast(events.remove(place));
    events.addAll(place, change.apply(event));
    return events;
  }

  /** Plants a bug in the runs of several seeds: nothing but that is found in each. */
  private static <E extends Event> void assertFound(
      Anomaly anomaly,
      Class<E> kind,
      Predicate<E> fits,
      Function<E, List<? extends Event>> change) {
    for (long seed = 1; seed <= 20; seed++) {
      Verdict verdict = check(spoilt(seed, STEPS, kind, fits, change));
      assertThat(verdict.found().keySet())
          .as("seed=%d %s", seed, verdict.lines())
          .containsExactly(anomaly);
      assertThat(verdict.count(anomaly)).isPositive();
    }
  }

  /** The same change of the audit, of which there is one. */
  private static void assertFound(Anomaly anomaly, Function<Event.Audited, Event.Audited> change) {
    assertFound(anomaly, Event.Audited.class, audit -> true, audit -> List.of(change.apply(audit)));
  }

  private static Event.Held held(Event.Held of, long number, int hash, int tier) {
    return new Event.Held(of.table(), of.id(), number, hash, tier, of.importance(), of.value());
  }

  private static Event.Audited audited(
      Event.Audited of, Event.Ledger steps, Event.Items items, Event.Ledger updates) {
    return new Event.Audited(
        of.timeMs(), of.table(), steps, items, updates, of.floors(), of.violations());
  }

  @Test
  void check_rightRuns_nothingIsFound() {
    for (long seed = 1; seed <= 200; seed++) {
      Verdict verdict = check(Story.of(seed, STEPS));
      assertThat(verdict.lines()).as("seed=%d", seed).hasSize(1);
      assertThat(verdict.acknowledged()).isPositive();
      assertThat(verdict.unknown()).isPositive();
    }
  }

  @Test
  void check_orderOfTheFiles_doesNotMatter() {
    List<Event> events = Story.of(3, STEPS);
    List<Event> audit = events.stream().filter(e -> e instanceof Event.Held).toList();
    List<Event> turned = new ArrayList<>(audit);
    events.stream().filter(e -> !(e instanceof Event.Held)).forEach(turned::add);

    assertThat(check(turned)).isEqualTo(check(events));
  }

  @Test
  void check_oneStepOf100000Dropped_isLost() {
    List<Event> events = new ArrayList<>(Story.of(7, 100_000));
    List<Event> sent = events.stream().filter(e -> e instanceof Event.SendEnded).toList();
    Event.SendEnded ended =
        (Event.SendEnded)
            sent.stream()
                .filter(e -> ((Event.SendEnded) e).outcome() == Event.Outcome.ok)
                .skip(2_000)
                .findFirst()
                .orElseThrow();
    long number =
        events.stream()
            .filter(e -> e instanceof Event.Sent)
            .map(e -> (Event.Sent) e)
            .filter(s -> s.stream().equals(ended.stream()) && s.chunk() == ended.chunk())
            .findFirst()
            .orElseThrow()
            .first();
    events.removeIf(e -> e instanceof Event.Held item && item.number() == number);
    events.replaceAll(
        e ->
            e instanceof Event.Audited a
                ? audited(
                    a,
                    a.steps(),
                    new Event.Items(a.items().created() - 1, a.items().live() - 1, 0),
                    a.updates())
                : e);

    Verdict verdict = check(events);

    assertThat(verdict.found().keySet()).as("%s", verdict.lines()).containsExactly(Anomaly.LOST);
    assertThat(verdict.count(Anomaly.LOST)).isEqualTo(1);
    assertThat(verdict.summary()).startsWith("lost 1 doubled 0 faults ");
    assertThat(verdict.lines().get(1))
        .isEqualTo("lost 1, such as: step=" + StepNumber.text(number) + " acknowledged, not held");
  }

  @Test
  void check_afterEvictions_itemsEverCreatedAreCompared() {
    List<Event> events = new ArrayList<>(Story.of(4, STEPS));
    long acknowledged = check(events).acknowledged();
    List<Event> evicted =
        events.stream().filter(e -> e instanceof Event.Held).limit(1_000).toList();
    events.removeAll(evicted);

    Verdict right = check(withEvictions(events, acknowledged, evicted.size()));
    Verdict wrong = check(withEvictions(events, acknowledged - 10, evicted.size()));

    assertThat(right.found()).isEmpty();
    assertThat(wrong.found().keySet()).containsExactly(Anomaly.LOST);
    assertThat(wrong.count(Anomaly.LOST)).isEqualTo(10);
  }

  /** The same savepoint, saying that so many items were made and all but those held evicted. */
  private static List<Event> withEvictions(List<Event> events, long created, int gone) {
    List<Event> changed = new ArrayList<>(events);
    changed.replaceAll(
        e -> {
          if (!(e instanceof Event.Audited a)) {
            return e;
          }
          long live = a.items().live() - gone;
          return audited(a, a.steps(), new Event.Items(created, live, created - live), a.updates());
        });
    return changed;
  }

  @Test
  void check_itemHeldTwice_isDoubled() {
    for (long seed = 1; seed <= 20; seed++) {
      List<Event> events =
          spoilt(
              seed,
              STEPS,
              Event.Held.class,
              item -> true,
              item -> List.of(item, held(item, item.number(), item.hash(), item.tier())));
      events.replaceAll(
          e ->
              e instanceof Event.Audited a
                  ? audited(
                      a,
                      a.steps(),
                      new Event.Items(a.items().created() + 1, a.items().live() + 1, 0),
                      a.updates())
                  : e);

      assertThat(check(events).found().keySet()).containsExactly(Anomaly.DOUBLED);
    }
  }

  @Test
  void check_payloadShiftedByOne_isMislabeled() {
    assertFound(
        Anomaly.MISLABELED,
        Event.Drawn.class,
        batch -> true,
        batch -> {
          int[] hashes = batch.hashes().clone();
          System.arraycopy(batch.hashes(), 0, hashes, 1, hashes.length - 1);
          hashes[0] = batch.hashes()[hashes.length - 1];
          return List.of(drawn(batch, batch.ids(), batch.numbers(), hashes, batch.weights()));
        });
  }

  @Test
  void check_payloadOfAnotherStepInTheSavepoint_isMislabeled() {
    assertFound(
        Anomaly.MISLABELED,
        Event.Held.class,
        item -> true,
        item -> List.of(held(item, item.number(), item.hash() ^ 1, item.tier())));
  }

  @Test
  void check_idOfAnotherItem_isMislabeled() {
    assertFound(
        Anomaly.MISLABELED,
        Event.Drawn.class,
        batch -> true,
        batch -> {
          long[] ids = batch.ids().clone();
          ids[0] ^= 2;
          return List.of(drawn(batch, ids, batch.numbers(), batch.hashes(), batch.weights()));
        });
  }

  @Test
  void check_itemThatNobodySent_isAPhantom() {
    assertFound(
        Anomaly.PHANTOM,
        Event.Drawn.class,
        batch -> true,
        batch -> {
          long[] numbers = batch.numbers().clone();
          numbers[3] = StepNumber.of(1, 0, 1 << 20);
          return List.of(drawn(batch, batch.ids(), numbers, batch.hashes(), batch.weights()));
        });
  }

  @Test
  void check_chunkThatFailedAfterAll_isAPhantom() {
    for (long seed = 1; seed <= 20; seed++) {
      List<Event> events =
          spoilt(
              seed,
              STEPS,
              Event.SendEnded.class,
              ended -> ended.outcome() == Event.Outcome.ok,
              ended ->
                  List.of(
                      new Event.SendEnded(
                          ended.timeMs(),
                          ended.stream(),
                          ended.incarnation(),
                          ended.chunk(),
                          Event.Outcome.fail)));

      assertThat(check(events).found()).containsKey(Anomaly.PHANTOM);
    }
  }

  @Test
  void check_tierOffByOne_isFound() {
    assertFound(
        Anomaly.WRONG_TIER,
        Event.Held.class,
        item -> item.tier() > 0,
        item -> List.of(held(item, item.number(), item.hash(), item.tier() - 1)));
  }

  @Test
  void check_batchTwiceOnTheTopic_isRepeatedWithoutRestart() {
    assertFound(
        Anomaly.REPEATED_WITHOUT_RESTART,
        Event.Emitted.class,
        batch -> true,
        batch -> List.of(batch, batch));
  }

  @Test
  void check_requestAnsweredTwiceInAnAttempt_isRepeatedWithoutRestart() {
    List<Event> events = new ArrayList<>(Story.of(5, STEPS));
    Event.Emitted last =
        events.stream()
            .filter(e -> e instanceof Event.Emitted)
            .map(e -> (Event.Emitted) e)
            .reduce((a, b) -> b)
            .orElseThrow();
    events.add(
        new Event.Emitted(
            last.timeMs(),
            last.table(),
            last.shard(),
            last.attempt(),
            last.sequence() + 1,
            last.learner(),
            last.request()));

    assertThat(check(events).found().keySet()).containsExactly(Anomaly.REPEATED_WITHOUT_RESTART);
  }

  @Test
  void check_attemptThatNothingExplains_isARestartUnseen() {
    List<Event> events = new ArrayList<>(Story.of(5, STEPS));
    assertThat(events).anyMatch(e -> e instanceof Event.FaultBegan);
    events.removeIf(
        e ->
            e instanceof Event.FaultBegan
                || e instanceof Event.FaultEnded
                || e instanceof Event.Restarted);

    assertThat(check(events).found().keySet()).containsExactly(Anomaly.RESTART_UNSEEN);
  }

  @Test
  void check_batchOfAnEarlierAttempt_wentBack() {
    List<Event> events = new ArrayList<>(Story.of(5, STEPS));
    List<Event.Drawn> drawn =
        events.stream().filter(e -> e instanceof Event.Drawn).map(e -> (Event.Drawn) e).toList();
    Event.Drawn first = drawn.get(0);
    assertThat(drawn.get(drawn.size() - 1).attempt()).isGreaterThan(first.attempt());
    events.add(again(first, 1_000_000));

    assertThat(check(events).found().keySet()).containsExactly(Anomaly.WENT_BACK);
  }

  @Test
  void check_batchMissingInTheNewestAttempt_isLost() {
    List<Event> events = new ArrayList<>(Story.of(5, STEPS));
    List<Event.Emitted> emitted =
        events.stream()
            .filter(e -> e instanceof Event.Emitted)
            .map(e -> (Event.Emitted) e)
            .toList();
    events.remove(emitted.get(emitted.size() - 2));

    assertThat(check(events).found().keySet()).containsExactly(Anomaly.BATCH_LOST);
  }

  @Test
  void check_weightThatIsNotOfItsProbability_isBad() {
    for (float wrong : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY, 1e-3f}) {
      assertFound(
          Anomaly.BAD_WEIGHT,
          Event.Drawn.class,
          batch -> true,
          batch -> {
            float[] weights = batch.weights().clone();
            weights[weights.length - 1] = wrong;
            return List.of(drawn(batch, batch.ids(), batch.numbers(), batch.hashes(), weights));
          });
    }
  }

  @Test
  void check_feedbackNotCounted_isLost() {
    assertFound(
        Anomaly.FEEDBACK_LOST,
        audit ->
            audited(
                audit,
                audit.steps(),
                audit.items(),
                new Event.Ledger(
                    audit.updates().received() - 500,
                    audit.updates().used() - 500,
                    audit.updates().rest(),
                    audit.updates().late())));
  }

  @Test
  void check_feedbackCountedTwice_isDoubled() {
    assertFound(
        Anomaly.FEEDBACK_DOUBLED,
        audit ->
            audited(
                audit,
                audit.steps(),
                audit.items(),
                new Event.Ledger(
                    audit.updates().received() + 500,
                    audit.updates().used() + 500,
                    audit.updates().rest(),
                    audit.updates().late())));
  }

  @Test
  void check_feedbackCountedButNotInForce_isLost() {
    for (long seed = 1; seed <= 20; seed++) {
      List<Event> events = new ArrayList<>(Story.of(seed, STEPS));
      events.replaceAll(
          e ->
              e instanceof Event.Held item && item.number() % 2 == 0
                  ? new Event.Held(
                      item.table(),
                      item.id(),
                      item.number(),
                      item.hash(),
                      item.tier(),
                      item.importance(),
                      2)
                  : e);

      assertThat(check(events).found().keySet()).containsExactly(Anomaly.FEEDBACK_LOST);
    }
  }

  @Test
  void check_ledgersThatDoNotAddUp_areUnbalanced() {
    assertFound(
        Anomaly.LEDGER_UNBALANCED,
        audit ->
            audited(
                audit,
                new Event.Ledger(
                    audit.steps().received() + 1, audit.steps().used(), audit.steps().rest(), 0),
                audit.items(),
                audit.updates()));
  }

  @Test
  void check_whatTheAuditorFound_isFound() {
    assertFound(
        Anomaly.BROKEN_STATE,
        audit ->
            new Event.Audited(
                audit.timeMs(),
                audit.table(),
                audit.steps(),
                audit.items(),
                audit.updates(),
                audit.floors(),
                List.of("no item is held twice: id=5")));
  }

  @Test
  void check_noBatchesAfterTheFaults_isStalled() {
    List<Event> events = new ArrayList<>(Story.of(5, STEPS));
    long last =
        ((Event.Calm)
                events.stream().filter(e -> e instanceof Event.Calm).findFirst().orElseThrow())
            .timeMs();
    events.removeIf(e -> e instanceof Event.Drawn batch && batch.timeMs() >= last);

    assertThat(check(events).found().keySet()).containsExactly(Anomaly.STALLED);
  }

  @Test
  void check_stepsNotTakenInInTime_isStalled() {
    assertFound(
        Anomaly.STALLED,
        Event.CaughtUp.class,
        event -> true,
        event -> List.of(new Event.CaughtUp(event.timeMs() + 120_000)));
  }

  @Test
  void check_calmAfterWhichNothingIsTakenInBeforeTheNext_isStalled() {
    List<Event> events = new ArrayList<>(Story.of(5, STEPS));
    long first =
        events.stream()
            .filter(e -> e instanceof Event.Drawn)
            .mapToLong(e -> ((Event.Drawn) e).timeMs())
            .min()
            .orElseThrow();
    // All of the batches are in time; what is taken in is not.
    events.add(new Event.Calm(first - 1, 10));

    Verdict verdict = check(events);

    assertThat(verdict.found().keySet()).containsExactly(Anomaly.STALLED);
    assertThat(verdict.count(Anomaly.STALLED)).isEqualTo(1);
    events.add(new Event.CaughtUp(first + 9));
    assertThat(check(events).found()).isEmpty();
  }

  @Test
  void check_withoutAnAudit_provesNothing() {
    assertFound(Anomaly.NOT_AUDITED, Event.Audited.class, audit -> true, audit -> List.of());
  }

  @Test
  void check_answerToNoCall_isRefused() {
    assertThatThrownBy(() -> check(List.of(new Event.SendEnded(1, "s", 1, 1, Event.Outcome.ok))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a chunk must be sent before its end is seen");
  }

  @Test
  void history_writtenAndRead_isTheSame(@TempDir Path folder) throws Exception {
    List<Event> events = Story.of(9, STEPS);
    try (HistoryFile file = HistoryFile.begin(folder, "all")) {
      events.forEach(file::append);
    }
    Verdict expected = check(events);

    assertThat(HistoryChecker.check(each -> History.read(folder, each))).isEqualTo(expected);

    // The process was killed within its last line; its next life has a file of its own.
    Files.writeString(
        folder.resolve("all.0.jsonl"), "{\"event\":\"calm\",\"tim", StandardOpenOption.APPEND);
    try (HistoryFile next = HistoryFile.begin(folder, "all")) {
      assertThat(next.life()).isEqualTo(1);
    }
    assertThat(HistoryChecker.check(each -> History.read(folder, each))).isEqualTo(expected);
  }

  @Test
  void history_lineInTheMiddleThatIsNoEvent_isNamed(@TempDir Path folder) throws Exception {
    Files.writeString(
        folder.resolve("a.0.jsonl"),
        "{\"event\":\"cal\n{\"event\":\"calm\",\"timeMs\":1,\"limitMs\":2}\n");

    assertThatThrownBy(() -> History.read(folder, event -> {}))
        .hasMessageContaining("a line must be an event: file=")
        .hasMessageContaining("line=1");
  }

  private static Event.Drawn again(Event.Drawn of, long request) {
    return new Event.Drawn(
        of.timeMs(),
        of.learner(),
        of.life(),
        of.table(),
        of.shard(),
        of.attempt(),
        of.sequence(),
        request,
        of.beta(),
        of.ids(),
        of.numbers(),
        of.hashes(),
        of.probabilities(),
        of.weights());
  }

  private static Event.Drawn drawn(
      Event.Drawn of, long[] ids, long[] numbers, int[] hashes, float[] weights) {
    assertThat(
            Arrays.equals(of.ids(), ids)
                && Arrays.equals(of.numbers(), numbers)
                && Arrays.equals(of.hashes(), hashes)
                && Arrays.equals(of.weights(), weights))
        .isFalse();
    return new Event.Drawn(
        of.timeMs(),
        of.learner(),
        of.life(),
        of.table(),
        of.shard(),
        of.attempt(),
        of.sequence(),
        of.request(),
        of.beta(),
        ids,
        numbers,
        hashes,
        of.probabilities(),
        weights);
  }
}
