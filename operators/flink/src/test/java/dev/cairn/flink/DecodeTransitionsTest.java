package dev.cairn.flink;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.replay.SamplerSpec;
import dev.cairn.replay.StorageUnit;
import dev.cairn.schema.Amendment;
import dev.cairn.schema.Column;
import dev.cairn.schema.DeadLetter;
import dev.cairn.schema.Encoding;
import dev.cairn.schema.Feedback;
import dev.cairn.schema.Tensors;
import dev.cairn.schema.TrajectoryChunk;
import dev.cairn.schema.Wire;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DecodeTransitionsTest {

  private Decoding<StreamInput> decoding;

  @BeforeEach
  void open() throws Exception {
    decoding =
        new Decoding<>(
            new DecodeTransitions(
                TestTables.pipeline(
                    TestTables.table("a", 2),
                    TestTables.table("p", 1, SamplerSpec.Takes.PRIORITY))),
            Types.STREAM_INPUT);
  }

  @AfterEach
  void close() throws Exception {
    decoding.close();
  }

  @Test
  void close_neverOpened_isSilent() throws Exception {
    // As a task that is cancelled while it is restored: what is not serialized is null.
    InstantiationUtil.clone(new DecodeTransitions(TestTables.pipeline(TestTables.table("a", 1))))
        .close();
  }

  @Test
  void decode_columnsInAnyOrder_payloadInOrderOfSignature() throws Exception {
    TableChunk chunk = decodeOne(TestChunks.chunk("s", 3, 2, "a"));

    assertThat(chunk.table()).isEqualTo("a");
    assertThat(chunk.stream()).isEqualTo("s");
    assertThat(chunk.incarnation()).isEqualTo(5);
    assertThat(chunk.chunk()).isEqualTo(3);
    assertThat(chunk.steps()).isEqualTo(2);
    assertThat(chunk.origin()).isEqualTo(ItemIds.origin(TestChunks.TOPIC, 1, 40));
    TableChunk.Content content = requireNonNull(chunk.content());
    assertThat(content.policyVersion()).isEqualTo(9);
    assertThat(content.episode()).isEqualTo(11);
    assertThat(content.firstStep()).isEqualTo(6);
    assertThat(content.terminated()).isFalse();
    assertThat(content.truncated()).isTrue();
    assertThat(content.initial()).isNull();
    ByteBuffer payload = ByteBuffer.wrap(content.payload()).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(payload.remaining()).isEqualTo(3 * 8 + 2 * 8 + 2 * 4);
    for (int i = 0; i < 6; i++) {
      assertThat(payload.getFloat()).isEqualTo(100 + i);
    }
    assertThat(payload.getLong()).isZero();
    assertThat(payload.getLong()).isZero();
    assertThat(payload.getFloat()).isEqualTo(0);
    assertThat(payload.getFloat()).isEqualTo(1);
  }

  @Test
  void decode_twoTables_eachWithItsPriorities() throws Exception {
    TrajectoryChunk chunk = TestChunks.chunk("s", 0, 2);
    chunk.setTables(
        List.of(
            TestChunks.target("a", Tensors.of(new float[] {-2, 3})),
            TestChunks.target("p", Tensors.of(new float[] {0, 5}))));

    List<TableChunk> chunks = chunks(TestChunks.raw(chunk, 1));

    assertThat(chunks).extracting(TableChunk::table).containsExactly("a", "p");
    assertThat(requireNonNull(chunks.get(0).content()).initial()).containsExactly(2, 3);
    assertThat(requireNonNull(chunks.get(1).content()).initial()).containsExactly(0, 5);
    assertThat(decoding.deadLetters()).isEmpty();
  }

  @Test
  void decode_garbage_isDeadLetterWithItsPosition() throws Exception {
    byte[] garbage = new byte[20_000];
    Arrays.fill(garbage, (byte) 7);

    assertThat(decoding.decode(TestChunks.raw(garbage, 77))).isEmpty();

    DeadLetter letter = decoding.deadLetters().get(0);
    assertThat(letter.getReason()).isEqualTo("undecodable");
    assertThat(letter.getTopic()).isEqualTo(TestChunks.TOPIC);
    assertThat(letter.getPartition()).isEqualTo(1);
    assertThat(letter.getOffset()).isEqualTo(77);
    assertThat(letter.getValueSize()).isEqualTo(20_000);
    assertThat(letter.getValue().remaining()).isEqualTo(10_000);
    assertThat(letter.getKey().remaining()).isEqualTo(3);
    assertThat(letter.getAtMs()).isEqualTo(1_000);
  }

  @Test
  void decode_emptyAndTombstone_areDeadLetters() throws Exception {
    decoding.decode(TestChunks.raw(new byte[0], 1), TestChunks.raw((byte[]) null, 2));

    assertThat(decoding.deadLetters())
        .extracting(DeadLetter::getReason)
        .containsExactly("undecodable", "undecodable");
    assertThat(decoding.deadLetters())
        .extracting(DeadLetter::getValueSize)
        .containsExactly(0L, -1L);
  }

  @Test
  void decode_truncatedRecord_isUndecodable() throws Exception {
    byte[] whole = Wire.encode(TestChunks.chunk("s", 0, 4, "a"));

    decoding.decode(TestChunks.raw(Arrays.copyOf(whole, whole.length - 5), 1));

    assertReason("undecodable");
  }

  @Test
  void decode_foreignFingerprint_isUnknownFingerprint() throws Exception {
    byte[] bytes = Wire.encode(TestChunks.chunk("s", 0, 1, "a"));
    bytes[4] ^= 1;

    decoding.decode(TestChunks.raw(bytes, 1));

    assertReason("unknown_fingerprint");
  }

  @Test
  void decode_kindOfAnotherTopic_isUnknownFingerprint() throws Exception {
    Feedback feedback = new Feedback();
    feedback.setSpace(TestTables.SPACE);
    feedback.setLearner("l");
    feedback.setUpdates(List.of());
    feedback.setRequests(List.of());

    decoding.decode(TestChunks.raw(Wire.encode(feedback), 1));

    assertReason("unknown_fingerprint");
  }

  @Test
  void decode_wrongSpace_isDeadLetterAndNotCounted() throws Exception {
    TrajectoryChunk chunk = TestChunks.chunk("s", 0, 1, "a");
    chunk.setSpace("other");

    assertThat(decoding.decode(TestChunks.raw(chunk, 1))).isEmpty();

    assertReason("wrong_space");
  }

  @Test
  void decode_unknownTableBesideKnown_takesTheKnown() throws Exception {
    List<TableChunk> chunks = chunks(TestChunks.raw(TestChunks.chunk("s", 0, 1, "x", "a", "y"), 1));

    assertThat(chunks).extracting(TableChunk::table).containsExactly("a");
    assertThat(chunks.get(0).content()).isNotNull();
    assertReason("unknown_table");
    assertThat(decoding.deadLetters().get(0).getDetail()).contains("[x, y]");
  }

  @Test
  void decode_amendmentWhereNoTableHoldsSteps_isUnsupported() throws Exception {
    assertThat(decoding.decode(TestChunks.raw(Wire.encode(TestChunks.amendment()), 1))).isEmpty();

    assertReason("unsupported");
  }

  @Test
  void decode_amendment_goesToEveryTableThatHoldsSteps() throws Exception {
    holding();
    RawRecord raw = TestChunks.raw(Wire.encode(TestChunks.amendment()), 1);

    List<StreamInput> out = decoding.decode(raw);

    assertThat(out).hasSize(1);
    TableAmendment amendment = (TableAmendment) out.get(0);
    assertThat(amendment.table()).isEqualTo("n");
    assertThat(amendment.stream()).isEqualTo("s");
    assertThat(amendment.incarnation()).isEqualTo(5);
    assertThat(amendment.episode()).isEqualTo(11);
    assertThat(amendment.step()).isEqualTo(3);
    assertThat(amendment.column()).isEqualTo(2);
    assertThat(amendment.value()).containsExactly(0, 0, (byte) 0x80, 0x3f);
    assertThat(amendment.raw()).isEqualTo(raw);
    assertThat(decoding.deadLetters()).isEmpty();
  }

  @Test
  void decode_amendmentThatDoesNotFit_isDeadLetter() throws Exception {
    holding();

    assertAmendment("unsupported", amendment -> amendment.setTables(List.of("a")));
    assertAmendment("unknown_table", amendment -> amendment.setTables(List.of("x")));
    assertAmendment("wrong_columns", amendment -> amendment.setColumn("obs"));
    assertAmendment("wrong_columns", amendment -> amendment.setColumn("reward"));
    assertAmendment("wrong_shape", amendment -> amendment.setValue(Tensors.scalar(1L)));
    assertAmendment("wrong_shape", amendment -> amendment.setValue(Tensors.of(new float[] {1})));
    assertAmendment("not_finite", amendment -> amendment.setValue(Tensors.scalar(Float.NaN)));
    assertAmendment("out_of_range", amendment -> amendment.setStream(""));
  }

  @Test
  void decode_amendmentOfManyTables_isOneOutputATableAndOneLetter() throws Exception {
    holding();
    Amendment amendment = TestChunks.amendment();
    amendment.setTables(List.of("x", "n", "y", "a"));

    assertThat(decoding.decode(TestChunks.raw(Wire.encode(amendment), 1))).hasSize(1);

    assertThat(decoding.deadLetters()).hasSize(1);
    assertReason("unknown_table");
    assertThat(decoding.deadLetters().get(0).getDetail())
        .contains("table=x", "faults in this record: 3");
    assertAmendment("out_of_range", twice -> twice.setTables(List.of("n", "n")));
  }

  /** With a table "n" of 3-step transitions. */
  private void holding() throws Exception {
    decoding.close();
    decoding =
        new Decoding<>(
            new DecodeTransitions(
                TestTables.pipeline(
                    TestTables.table("a", 2),
                    TestTables.table("n", 1, new StorageUnit.Timesteps(3, 3, 0.9)))),
            Types.STREAM_INPUT);
  }

  private void assertAmendment(String reason, Consumer<Amendment> spoil) throws Exception {
    Amendment amendment = TestChunks.amendment();
    spoil.accept(amendment);
    int before = decoding.deadLetters().size();
    assertThat(decoding.decode(TestChunks.raw(Wire.encode(amendment), 1))).isEmpty();
    assertThat(decoding.deadLetters().subList(before, before + 1))
        .extracting(DeadLetter::getReason)
        .containsExactly(reason);
  }

  @Test
  void decode_missingColumn_isRejectedWhole() throws Exception {
    assertRejected("wrong_columns", chunk -> chunk.getColumns().remove(0));
  }

  @Test
  void decode_undeclaredColumn_isRejectedWhole() throws Exception {
    assertRejected(
        "wrong_columns",
        chunk -> chunk.getColumns().add(Tensors.column("extra", Tensors.of(new float[2]))));
  }

  @Test
  void decode_columnTwice_isRejectedWhole() throws Exception {
    assertRejected(
        "wrong_columns",
        chunk -> chunk.getColumns().add(Tensors.column("rewards", TestChunks.rewards(2))));
  }

  @Test
  void decode_observationAmongColumns_isRejectedWhole() throws Exception {
    assertRejected(
        "wrong_columns", chunk -> chunk.getColumns().add(chunk.getObservations().remove(0)));
  }

  @Test
  void decode_observationsWithoutTheLast_isWrongShape() throws Exception {
    assertRejected(
        "wrong_shape",
        chunk ->
            chunk.setObservations(List.of(Tensors.column("obs", Tensors.of(new float[4], 2, 2)))));
  }

  @Test
  void decode_wrongDtype_isWrongShape() throws Exception {
    assertRejected(
        "wrong_shape",
        chunk ->
            TestChunks.withColumn(chunk, Tensors.column("rewards", Tensors.of(new double[2]))));
  }

  @Test
  void decode_shapeThatItsDataDoesNotFill_isWrongShape() throws Exception {
    assertRejected(
        "wrong_shape",
        chunk -> chunk.getObservations().get(0).getTensor().setData(ByteBuffer.wrap(new byte[20])));
  }

  @Test
  void decode_compressedColumn_isUnsupported() throws Exception {
    assertRejected(
        "unsupported",
        chunk ->
            TestChunks.withColumn(
                chunk, new Column("rewards", TestChunks.rewards(2), Encoding.zstd)));
  }

  @Test
  void decode_oneNanReward_rejectsTheWholeChunk() throws Exception {
    assertRejected(
        "not_finite",
        chunk ->
            TestChunks.withColumn(
                chunk, Tensors.column("rewards", Tensors.of(new float[] {0, Float.NaN}))));
  }

  @Test
  void decode_infinitePriority_isNotFinite() throws Exception {
    assertRejected(
        "not_finite",
        chunk ->
            chunk.setTables(
                List.of(
                    TestChunks.target("a", Tensors.of(new float[] {1, Float.POSITIVE_INFINITY})))));
  }

  @Test
  void decode_tooFewPriorities_isWrongShape() throws Exception {
    assertRejected(
        "wrong_shape",
        chunk -> chunk.setTables(List.of(TestChunks.target("a", Tensors.of(new float[] {1})))));
  }

  @Test
  void decode_negativePriorityWherePrioritiesAreTaken_isOutOfRange() throws Exception {
    TrajectoryChunk chunk = TestChunks.chunk("s", 0, 2);
    chunk.setTables(List.of(TestChunks.target("p", Tensors.of(new float[] {1, -1}))));

    assertThat(decodeOne(chunk).content()).isNull();

    assertReason("out_of_range");
  }

  @Test
  void decode_moreStepsThanAllowed_isTooLargeAndCountedInFull() throws Exception {
    TableChunk chunk = decodeOne(TestChunks.chunk("s", 0, 33, "a"));

    assertThat(chunk.content()).isNull();
    assertThat(chunk.steps()).isEqualTo(33);
    assertReason("too_large");
  }

  @Test
  void decode_claimOfMoreStepsThanBytes_countsNoMoreThanItsBytes() throws Exception {
    TrajectoryChunk claim = TestChunks.chunk("s", 0, 1, "a");
    claim.setSteps(Integer.MAX_VALUE);
    int size = Wire.encode(claim).length;

    assertThat(decodeOne(claim).steps()).isEqualTo(size);
  }

  @Test
  void decode_numbersOutOfRange_areRejectedWithTheRule() throws Exception {
    assertRejected("out_of_range", chunk -> chunk.setFirstStep(-1));
    assertRejected("out_of_range", chunk -> chunk.setFirstStep(Long.MAX_VALUE - 1));
    assertRejected("out_of_range", chunk -> chunk.setPolicyVersion(-2));
    assertRejected("out_of_range", chunk -> chunk.setSteps(0));
    assertRejected(
        "out_of_range",
        chunk ->
            chunk.setTables(List.of(TestChunks.target("a", null), TestChunks.target("a", null))));
  }

  @Test
  void decode_invalidStreamOrNumber_isCountedWithoutPosition() throws Exception {
    TrajectoryChunk unnamed = TestChunks.chunk("", 0, 2, "a");
    TrajectoryChunk negative = TestChunks.chunk("s", -3, 2, "a");

    List<TableChunk> chunks = chunks(TestChunks.raw(unnamed, 1), TestChunks.raw(negative, 2));

    assertThat(chunks)
        .extracting(TableChunk::chunk)
        .containsExactly(TableChunk.NO_NUMBER, TableChunk.NO_NUMBER);
    assertThat(chunks).extracting(TableChunk::steps).containsExactly(2, 2);
    assertThat(decoding.deadLetters())
        .extracting(DeadLetter::getReason)
        .containsOnly("out_of_range");
  }

  @Test
  void decode_noTable_isOutOfRange() throws Exception {
    assertThat(decoding.decode(TestChunks.raw(TestChunks.chunk("s", 0, 2), 1))).isEmpty();

    assertReason("out_of_range");
  }

  private List<TableChunk> chunks(RawRecord... records) throws Exception {
    return decoding.decode(records).stream().map(TableChunk.class::cast).toList();
  }

  private TableChunk decodeOne(TrajectoryChunk chunk) throws Exception {
    List<TableChunk> chunks = chunks(TestChunks.raw(chunk, 40));
    assertThat(chunks).hasSize(1);
    return chunks.get(0);
  }

  private void assertRejected(String reason, Consumer<TrajectoryChunk> spoil) throws Exception {
    TrajectoryChunk chunk = TestChunks.chunk("s", 4, 2, "a");
    spoil.accept(chunk);

    TableChunk rejected = decodeOne(chunk);

    assertThat(rejected.content()).isNull();
    assertThat(rejected.chunk()).isEqualTo(4);
    assertReason(reason);
  }

  private void assertReason(String reason) {
    List<DeadLetter> letters = decoding.deadLetters();
    assertThat(letters.get(letters.size() - 1).getReason())
        .as(letters.toString())
        .isEqualTo(reason);
  }
}
