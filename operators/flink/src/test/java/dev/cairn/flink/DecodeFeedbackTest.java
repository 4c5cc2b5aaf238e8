package dev.cairn.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.replay.SamplerSpec;
import dev.cairn.schema.DeadLetter;
import dev.cairn.schema.Feedback;
import dev.cairn.schema.PriorityUpdates;
import dev.cairn.schema.SampleRequest;
import dev.cairn.schema.Tensors;
import dev.cairn.schema.UpdateKind;
import dev.cairn.schema.Wire;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DecodeFeedbackTest {

  private final PipelineSpec spec =
      TestTables.pipeline(
          TestTables.table("a", 2), TestTables.table("p", 1, SamplerSpec.Takes.PRIORITY));
  private final ShardKeys keys = new ShardKeys(spec.tables(), 128);
  private Decoding<ShardInput> decoding;

  @BeforeEach
  void open() throws Exception {
    decoding = new Decoding<>(new DecodeFeedback(spec, keys), Types.SHARD_INPUT);
  }

  @AfterEach
  void close() throws Exception {
    decoding.close();
  }

  @Test
  void decode_updatesAndRequest_goToTheirShards() throws Exception {
    List<ShardInput> inputs =
        decode(feedback(List.of(updates("a", 1)), List.of(request("p", 0, 2))));

    ShardInput.Updates updates = (ShardInput.Updates) inputs.get(0);
    assertThat(updates.key()).isEqualTo(keys.key("a", 1));
    assertThat(updates.updates().attempt()).isEqualTo(100);
    assertThat(updates.updates().sequence()).isEqualTo(7);
    assertThat(updates.updates().slots()).containsExactly(3, 4);
    assertThat(updates.updates().ids()).containsExactly(-30, 40);
    assertThat(updates.updates().values()).containsExactly(Float.NaN, 0.5f);
    assertThat(updates.updates().policyVersion()).isEqualTo(12);
    assertThat(updates.updates().sentMs()).isEqualTo(99);
    ShardInput.Request request = (ShardInput.Request) inputs.get(1);
    assertThat(request.key()).isEqualTo(keys.key("p", 0));
    assertThat(request.request())
        .isEqualTo(new dev.cairn.replay.SampleRequest("l", 5, 32, 0.25, 2, 1_000, true));
    assertThat(decoding.deadLetters()).isEmpty();
  }

  @Test
  void decode_garbage_isUndecodable() throws Exception {
    decoding.decode(TestChunks.raw(new byte[] {1, 2, 3}, 1));

    assertReason("undecodable");
  }

  @Test
  void decode_wrongSpace_takesNothing() throws Exception {
    Feedback feedback = feedback(List.of(updates("a", 1)), List.of());
    feedback.setSpace("other");

    assertThat(decode(feedback)).isEmpty();

    assertReason("wrong_space");
  }

  @Test
  void decode_oneFaultAmongMany_theOthersApplyAndOneLetterTells() throws Exception {
    List<ShardInput> inputs =
        decode(
            feedback(
                List.of(updates("x", 0), updates("a", 0), updates("a", 2)),
                List.of(request("a", 1, 0))));

    assertThat(inputs)
        .extracting(ShardInput::key)
        .containsExactly(keys.key("a", 0), keys.key("a", 1));
    assertThat(decoding.deadLetters()).hasSize(1);
    assertReason("unknown_table");
    assertThat(decoding.deadLetters().get(0).getDetail()).contains("faults in this record: 2");
  }

  @Test
  void decode_unknownShard_isOutOfRange() throws Exception {
    assertThat(decode(feedback(List.of(), List.of(request("a", 2, 0))))).isEmpty();

    assertReason("out_of_range");
  }

  @Test
  void decode_negativeMailbox_isOutOfRange() throws Exception {
    assertThat(decode(feedback(List.of(), List.of(request("a", 1, -1))))).isEmpty();

    assertReason("out_of_range");
  }

  @Test
  void decode_unnamedLearner_isOutOfRange() throws Exception {
    Feedback feedback = feedback(List.of(), List.of(request("a", 1, 0)));
    feedback.setLearner("");

    assertThat(decode(feedback)).isEmpty();

    assertReason("out_of_range");
  }

  @Test
  void decode_kindThatTheTableDoesNotTake_isUnsupported() throws Exception {
    assertThat(decode(feedback(List.of(updates("p", 0)), List.of()))).isEmpty();

    assertReason("unsupported");
  }

  @Test
  void decode_valuesOfSteps_becomeOneAnItem() throws Exception {
    PriorityUpdates updates = updates("a", 1);
    updates.setValues(Tensors.of(new float[] {9, 1, -2, 9, Float.NaN, 4}, 2, 3));
    updates.setMask(Tensors.of(new boolean[] {false, true, true, false, true, true}, 2, 3));

    List<ShardInput> inputs = decode(feedback(List.of(updates), List.of()));

    // 0.9 x 2 + 0.1 x 1.5; the second item has a step that is not finite.
    assertThat(((ShardInput.Updates) inputs.get(0)).updates().values())
        .containsExactly(1.95f, Float.NaN);
  }

  @Test
  void decode_valuesOfStepsWithoutMask_allCount() throws Exception {
    PriorityUpdates updates = updates("a", 1);
    updates.setValues(Tensors.of(new float[] {1, -1}, 2, 1));

    List<ShardInput> inputs = decode(feedback(List.of(updates), List.of()));

    assertThat(((ShardInput.Updates) inputs.get(0)).updates().values()).containsExactly(1, 1);
  }

  @Test
  void decode_maskOfAnotherShape_isWrongShape() throws Exception {
    PriorityUpdates updates = updates("a", 1);
    updates.setValues(Tensors.of(new float[6], 2, 3));
    updates.setMask(Tensors.of(new boolean[6], 3, 2));

    assertThat(decode(feedback(List.of(updates), List.of()))).isEmpty();

    assertReason("wrong_shape");
  }

  @Test
  void decode_lengthsThatDiffer_areWrongShape() throws Exception {
    PriorityUpdates fewerIds = updates("a", 0);
    fewerIds.setIds(longs(1));
    PriorityUpdates tornSlots = updates("a", 0);
    tornSlots.setSlots(ByteBuffer.wrap(new byte[7]));
    PriorityUpdates fewerValues = updates("a", 0);
    fewerValues.setValues(Tensors.of(new float[1]));
    PriorityUpdates doubles = updates("a", 0);
    doubles.setValues(Tensors.of(new double[2]));
    PriorityUpdates masked = updates("a", 0);
    masked.setMask(Tensors.of(new boolean[2]));

    for (PriorityUpdates wrong : List.of(fewerIds, tornSlots, fewerValues, doubles, masked)) {
      assertThat(decode(feedback(List.of(wrong), List.of()))).isEmpty();
      assertReason("wrong_shape");
    }
    assertThat(decoding.deadLetters()).hasSize(5);
  }

  private static Feedback feedback(List<PriorityUpdates> updates, List<SampleRequest> requests) {
    Feedback feedback = new Feedback();
    feedback.setSpace(TestTables.SPACE);
    feedback.setLearner("l");
    feedback.setLearnerStep(1);
    feedback.setPolicyVersion(12);
    feedback.setUpdates(new ArrayList<>(updates));
    feedback.setRequests(new ArrayList<>(requests));
    feedback.setSentMs(99);
    return feedback;
  }

  private static PriorityUpdates updates(String table, int shard) {
    PriorityUpdates updates = new PriorityUpdates();
    updates.setTable(table);
    updates.setShard(shard);
    updates.setAttempt(100);
    updates.setSequence(7);
    updates.setSlots(
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putInt(0, 3).putInt(4, 4));
    updates.setIds(longs(-30, 40));
    updates.setKind(UpdateKind.td_error);
    updates.setValues(Tensors.of(new float[] {Float.NaN, 0.5f}));
    return updates;
  }

  private static SampleRequest request(String table, int shard, int mailbox) {
    SampleRequest request = new SampleRequest();
    request.setTable(table);
    request.setShard(shard);
    request.setRequest(5);
    request.setItems(32);
    request.setQ(0.25);
    request.setMailbox(mailbox);
    request.setDeadlineMs(1_000);
    request.setPeek(true);
    return request;
  }

  private static ByteBuffer longs(long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return bytes;
  }

  private List<ShardInput> decode(Feedback feedback) throws Exception {
    return decoding.decode(TestChunks.raw(Wire.encode(feedback), 1));
  }

  private void assertReason(String reason) {
    List<DeadLetter> letters = decoding.deadLetters();
    assertThat(letters.get(letters.size() - 1).getReason())
        .as(letters.toString())
        .isEqualTo(reason);
  }
}
