package dev.cairn.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.client.MinibatchReader;
import dev.cairn.client.NoSamplesException;
import dev.cairn.client.SampledBatch;
import dev.cairn.schema.ChunkTable;
import dev.cairn.schema.DeadLetter;
import dev.cairn.schema.Minibatch;
import dev.cairn.schema.PriorityUpdates;
import dev.cairn.schema.SampleRequest;
import dev.cairn.schema.Tensor;
import dev.cairn.schema.Tensors;
import dev.cairn.schema.TrajectoryChunk;
import dev.cairn.schema.UpdateKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Everything odd that a learner can send or do, to one running job: values that are no numbers,
 * feedback that is late, early, repeated or of another item, and learners that are slow, away, or
 * many. docs/reliability.md says which test proves which promise.
 */
class LearnerInputsITCase extends RunningJobTests {

  private static final List<String> TABLES =
      List.of("values", "order", "gone", "early", "slow", "absent", "cool", "empty");

  @BeforeAll
  static void start() throws Exception {
    StringBuilder tables = new StringBuilder();
    TABLES.forEach(
        // Alpha 0: every item is drawn alike, so that all of them are seen.
        name ->
            tables.append(
                ByHand.TABLE.formatted(name, name.equals("gone") ? 8 : 5_000)
                    + "    sampler: {alpha: 0}\n"));
    for (String name : List.of("priorities", "zeros")) {
      tables.append(ByHand.TABLE.formatted(name, 100) + "    sampler: {takes: priority}\n");
    }
    tables.append(ByHand.TABLE.formatted("few", 100) + "    limiter: {min_size: 3}\n");
    tables.append(
        ByHand.TABLE
            .formatted("hot", 5_000)
            .replace("max_chunk_steps: 16", "max_chunk_steps: 500"));
    hand = new ByHand(directory, tables.toString(), TABLES);
  }

  /** What a batch says of one item: enough to answer for it. */
  private record Drawn(int slot, long id, Minibatch batch) {}

  @Test
  void tdErrors_thatAreNoNumbers_areInvalidAndTheOldValueStays() throws Exception {
    hand.send(ByHand.chunk("values", 0, 6, "values"));
    float[] given = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0.0f, -5, 3e38f};
    try (MinibatchReader reader = hand.reader("values", "values", 32, o -> o)) {
      List<Drawn> items = drawn(reader, 6);
      List<PriorityUpdates> updates = new ArrayList<>();
      for (int i = 0; i < given.length; i++) {
        updates.add(update(items.get(i), UpdateKind.td_error, given[i]));
      }
      PriorityUpdates doubles = update(items.get(0), UpdateKind.td_error, 1);
      doubles.setValues(Tensors.of(new double[] {1e308}));
      updates.add(doubles);
      updates.add(update(items.get(0), UpdateKind.priority, 1));
      hand.send("values", updates, List.of());

      // Of one record there is one letter, for the first fault.
      assertThat(hand.letters("values", 1).get(0).getDetail())
          .contains("dtype=float64", "faults in this record: 2");
      hand.await(
          "values",
          stats -> stats.getUpdates().getInvalid() == 3 && stats.getUpdates().getApplied() == 3);
      assertThat(values(reader, 5)).isEqualTo(Map.of(0, 1f, 1, 1f, 2, 1f, 3, 0f, 4, 5f, 5, 1e6f));
    }
  }

  @Test
  void priorities_zeroDenormalHugeAndNegative_areNeverBoundedOrRefused() throws Exception {
    hand.send(withPriorities("priorities", Tensors.of(new float[] {0, 1e-45f, 1, 3e38f})));
    try (MinibatchReader reader =
        hand.reader("priorities", "prios", 32, o -> o.withKind(UpdateKind.priority))) {
      Map<Integer, Float> values = values(reader, 40);
      assertThat(values).containsKey(3).doesNotContainKey(0);
      assertThat(values).containsEntry(3, 1e6f);
      SampledBatch batch = reader.next(WAIT);
      for (double p : batch.probabilities()) {
        assertThat(p).isPositive().isLessThanOrEqualTo(1);
      }
      Minibatch of = batch.record();
      Drawn item = new Drawn(batch.slots()[0], batch.ids()[0], of);
      hand.send(
          "prios",
          List.of(
              update(item, UpdateKind.priority, -1), update(item, UpdateKind.priority, Float.NaN)),
          List.of());
      hand.await(
          "priorities",
          stats ->
              stats.getUpdates().getInvalid() == 2
                  && Double.isFinite(stats.getTotals().getTiers().get(0).getWeight()));
    }
    hand.send(withPriorities("priorities", Tensors.of(new double[] {1, 1, 1, 1e308})));
    assertThat(hand.letters("of-priorities", 1))
        .extracting(DeadLetter::getReason)
        .containsExactly("wrong_shape");
  }

  @Test
  void priorities_allZero_areDrawnAlike() throws Exception {
    hand.send(withPriorities("zeros", Tensors.of(new float[4])));
    try (MinibatchReader reader =
        hand.reader("zeros", "zeros", 32, o -> o.withKind(UpdateKind.priority))) {
      assertThat(drawn(reader, 4)).hasSize(4);
      for (double p : reader.next(WAIT).probabilities()) {
        assertThat(p).isCloseTo(0.25, within(1e-12));
      }
    }
  }

  @Test
  void feedback_anyOrderAndRepeated_newestBatchWins() throws Exception {
    hand.send(ByHand.chunk("order", 0, 6, "order"));
    try (MinibatchReader reader = hand.reader("order", "order", 32, o -> o)) {
      List<Drawn> items = drawn(reader, 6);
      List<Minibatch> batches = new ArrayList<>();
      while (batches.size() < 3) {
        batches.add(reader.next(WAIT).record());
      }
      int[][] orders = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
      for (int repetition = 0; repetition < 2; repetition++) {
        for (int i = 0; i < orders.length; i++) {
          for (int batch : orders[i]) {
            Drawn item = items.get(i);
            Drawn answered = new Drawn(item.slot(), item.id(), batches.get(batch));
            hand.send(
                "order", List.of(update(answered, UpdateKind.td_error, batch + 1)), List.of());
          }
        }
      }
      hand.await(
          "order",
          stats ->
              stats.getUpdates().getReceived() == 36
                  && stats.getUpdates().getApplied() + stats.getUpdates().getOutOfOrder() == 36);
      assertThat(values(reader, 8)).hasSize(6).allSatisfy((i, v) -> assertThat(v).isEqualTo(3));
    }
  }

  @Test
  void feedback_forItemsThatAreNotThere_isCountedAndTouchesNothing() throws Exception {
    hand.send(ByHand.chunk("gone", 0, 8, "gone"));
    try (MinibatchReader reader = hand.reader("gone", "gone", 32, o -> o)) {
      List<Drawn> items = drawn(reader, 8);
      hand.send(ByHand.chunk("gone", 1, 8, "gone"));
      hand.await("gone", stats -> stats.getItems().getEvicted() == 8);
      List<PriorityUpdates> updates = new ArrayList<>();
      items.forEach(item -> updates.add(update(item, UpdateKind.td_error, 100)));
      Minibatch batch = items.get(0).batch();
      for (int slot : new int[] {-1, 3, 1 << 30, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
        updates.add(update(new Drawn(slot, 77, batch), UpdateKind.td_error, 100));
      }
      // Of a batch that was never drawn there: not known, so invalid.
      PriorityUpdates elsewhere = update(items.get(0), UpdateKind.td_error, 100);
      elsewhere.setTable("empty");
      updates.add(elsewhere);
      PriorityUpdates noShard = update(items.get(0), UpdateKind.td_error, 100);
      noShard.setShard(1);
      updates.add(noShard);
      PriorityUpdates noTable = update(items.get(0), UpdateKind.td_error, 100);
      noTable.setTable("nowhere");
      updates.add(noTable);
      hand.send("gone", updates, List.of());

      assertThat(hand.letters("gone", 1).get(0).getReason()).isEqualTo("out_of_range");
      hand.await(
          "gone",
          stats ->
              stats.getUpdates().getStale() == 13
                  && stats.getUpdates().getReceived() == 13
                  && stats.getItems().getLive() == 8
                  && stats.getItems().getCreated() == 16);
      hand.await("empty", stats -> stats.getUpdates().getInvalid() == 1);
      assertThat(values(reader, 8)).doesNotContainValue(100f);
    }
  }

  @Test
  void feedback_ofAnEarlierAttemptForAnItemThatIsNotThere_isEarly() throws Exception {
    Minibatch before = new Minibatch();
    before.setTable("early");
    before.setShard(0);
    before.setAttempt(hand.attempt("early") - 1);
    before.setSequence(5);
    hand.send("early", List.of(update(new Drawn(0, 7, before), UpdateKind.td_error, 1)), List.of());

    hand.await("early", stats -> stats.getUpdates().getEarly() == 1);
  }

  @Test
  void learner_thatStopsTaking_holdsNothingUp() throws Exception {
    hand.send(ByHand.chunk("slow", 0, 16, "slow"));
    try (MinibatchReader reader = hand.reader("slow", "slow", 8, o -> o.withWindow(4))) {
      reader.next(WAIT);
      hand.await("slow", stats -> stats.getItems().getSampled() == 4 * 8);
      for (int number = 1; number <= 200; number++) {
        TrajectoryChunk chunk = ByHand.chunk("slow", number, 16, "slow");
        hand.post(chunk);
      }
      // All of it is taken in, and not one batch more is made than was asked for.
      hand.await(
          "slow",
          stats ->
              stats.getItems().getCreated() == 201 * 16
                  && stats.getItems().getSampled() == 4 * 8
                  && stats.getWaitingRequests() == 0);
    }
  }

  @Test
  void learner_thatWasAway_getsFreshBatchesAndNoneOfLongAgo() throws Exception {
    hand.send(ByHand.chunk("absent", 0, 16, "absent"));
    hand.await("absent", stats -> stats.getItems().getCreated() == 16);
    long now = System.currentTimeMillis();
    List<SampleRequest> old = new ArrayList<>();
    for (int request = 0; request < 100; request++) {
      old.add(request("absent", request, now - 3_600_000));
    }
    hand.send("absent", List.of(), old);
    // One that waits for ever, and one to be answered where there is no mailbox.
    hand.send("absent", List.of(), List.of(request("absent", 1_000, Long.MAX_VALUE)));
    SampleRequest nowhere = request("absent", 1_001, Long.MAX_VALUE);
    nowhere.setMailbox(1_000_000);
    hand.send("absent", List.of(), List.of(nowhere));
    hand.await("absent", stats -> stats.getItems().getSampled() == 2 * 8);

    Set<Long> seen = new HashSet<>();
    try (MinibatchReader one = hand.reader("absent", "one", 8, o -> o.withMailbox(0));
        MinibatchReader two = hand.reader("absent", "two", 8, o -> o.withMailbox(0))) {
      for (int i = 0; i < 10; i++) {
        for (MinibatchReader reader : List.of(one, two)) {
          Minibatch batch = reader.next(WAIT).record();
          assertThat(batch.getDrawnMs()).isGreaterThanOrEqualTo(now);
          assertThat(batch.getLearner()).isEqualTo(reader == one ? "one" : "two");
          assertThat(seen.add(batch.getSequence())).as("a batch of its own").isTrue();
        }
      }
    }
  }

  @Test
  void tables_oneGetsNearlyEverything_theOthersAreServed() throws Exception {
    for (int number = 0; number < 400; number++) {
      TrajectoryChunk chunk = ByHand.chunk("hot", number, 500, "hot");
      hand.post(chunk);
      if (number % 40 == 0) {
        hand.send(ByHand.chunk("cool", number / 40, 16, "cool"));
      }
    }
    try (MinibatchReader reader = hand.reader("cool", "cool", 32, o -> o)) {
      for (int i = 0; i < 50; i++) {
        SampledBatch batch = reader.next(WAIT);
        reader.updatePriorities(batch, new float[batch.size()]);
      }
    }
    hand.await("cool", stats -> stats.getItems().getCreated() == 160);
    hand.await("hot", stats -> stats.getItems().getCreated() == 200_000);
  }

  @Test
  void tables_emptyOrSmallerThanABatch_waitOrRepeat() throws Exception {
    try (MinibatchReader reader = hand.reader("empty", "empty", 32, o -> o)) {
      assertThatThrownBy(() -> reader.next(Duration.ofSeconds(2)))
          .isInstanceOf(NoSamplesException.class)
          .hasMessageContaining("table=empty");
    }
    try (MinibatchReader reader = hand.reader("few", "few", 32, o -> o)) {
      hand.send(ByHand.chunk("few", 0, 2, "few"));
      hand.await("few", stats -> stats.getItems().getCreated() == 2);
      assertThatThrownBy(() -> reader.next(Duration.ofSeconds(2)))
          .isInstanceOf(NoSamplesException.class)
          .hasMessageContaining("min_size");
      hand.send(ByHand.chunk("few", 1, 2, "few"));
      SampledBatch batch = reader.next(WAIT);
      assertThat(batch.size()).isEqualTo(32);
      assertThat(new HashSet<>(List.of(boxed(batch.ids())))).hasSizeLessThanOrEqualTo(4);
      assertThat(batch.weights()).doesNotContain(Float.NaN);
    }
  }

  /** Draws until so many items were seen; in the order of their rewards, 0, 1, 2, ... */
  private static List<Drawn> drawn(MinibatchReader reader, int items) throws Exception {
    Map<Integer, Drawn> found = new TreeMap<>();
    while (found.size() < items) {
      SampledBatch batch = reader.next(WAIT);
      float[] rewards = batch.floats("rewards");
      for (int i = 0; i < batch.size(); i++) {
        found.put((int) rewards[i], new Drawn(batch.slots()[i], batch.ids()[i], batch.record()));
      }
    }
    return new ArrayList<>(found.values());
  }

  /** The value held of each item that is drawn in so many batches asked for from now on. */
  private static Map<Integer, Float> values(MinibatchReader reader, int batches) throws Exception {
    Map<Integer, Float> values = new HashMap<>();
    long now = System.currentTimeMillis();
    for (int n = 0; n < batches; ) {
      SampledBatch batch = reader.next(WAIT);
      if (batch.record().getDrawnMs() < now) {
        continue; // asked for before, and waited since
      }
      n++;
      for (int i = 0; i < batch.size(); i++) {
        values.put((int) batch.floats("rewards")[i], batch.priorities()[i]);
      }
    }
    return values;
  }

  private static PriorityUpdates update(Drawn item, UpdateKind kind, float value) {
    return PriorityUpdates.newBuilder()
        .setTable(item.batch().getTable())
        .setShard(item.batch().getShard())
        .setAttempt(item.batch().getAttempt())
        .setSequence(item.batch().getSequence())
        .setSlots(Tensors.of(new int[] {item.slot()}).getData())
        .setIds(Tensors.of(new long[] {item.id()}).getData())
        .setKind(kind)
        .setValues(Tensors.of(new float[] {value}))
        .build();
  }

  private static SampleRequest request(String table, long id, long deadlineMs) {
    return SampleRequest.newBuilder()
        .setTable(table)
        .setShard(0)
        .setRequest(id)
        .setItems(8)
        .setQ(1)
        .setMailbox(0)
        .setDeadlineMs(deadlineMs)
        .build();
  }

  /** A chunk of four steps with these initial priorities. */
  private static TrajectoryChunk withPriorities(String table, Tensor priorities) {
    boolean floats = priorities.getDtype() == dev.cairn.schema.DType.float32;
    TrajectoryChunk chunk = ByHand.chunk("of-" + table, floats ? 0 : 1, 4, table);
    chunk.setTables(
        List.of(ChunkTable.newBuilder().setTable(table).setPriorities(priorities).build()));
    return chunk;
  }

  private static Long[] boxed(long[] values) {
    return java.util.Arrays.stream(values).boxed().toArray(Long[]::new);
  }
}
