package dev.cairn.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.replay.PriorityUpdates;
import dev.cairn.replay.Run;
import dev.cairn.replay.SampleRequest;
import dev.cairn.replay.ShardTotals;
import dev.cairn.replay.StepCounts;
import dev.cairn.replay.Totals;
import dev.cairn.replay.trajectory.HeldChunk;
import dev.cairn.replay.trajectory.Stretch;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SerializersTest {

  private static final StepCounts COUNTS = new StepCounts(1, 2, 3, 4, 5, 6, 7);

  record Case<T>(TypeSerializer<T> serializer, T value) {}

  static Stream<Case<?>> values() {
    return Stream.of(
        new Case<>(
            RawRecordSerializer.INSTANCE,
            new RawRecord("t", 1, 2, 3, new byte[] {4}, new byte[] {5, 6})),
        new Case<>(RawRecordSerializer.INSTANCE, new RawRecord("t", 1, 2, 3, null, null)),
        new Case<>(
            OutboundRecordSerializer.INSTANCE,
            new OutboundRecord("t", 4, new byte[0], new byte[] {5, 6})),
        new Case<>(
            OutboundRecordSerializer.INSTANCE,
            new OutboundRecord("t", OutboundRecord.BY_KEY, null, new byte[0])),
        new Case<>(
            TableChunkSerializer.INSTANCE,
            new TableChunk(
                "t",
                "s",
                1,
                2,
                3,
                4,
                new TableChunk.Content(
                    5, 6, 7, true, false, new byte[] {8}, new float[] {1, 2, 3}))),
        new Case<>(
            TableChunkSerializer.INSTANCE,
            new TableChunk(
                "t",
                "\u00e9",
                1,
                2,
                3,
                4,
                new TableChunk.Content(5, 6, 7, false, true, new byte[0], null))),
        new Case<>(
            TableChunkSerializer.INSTANCE,
            new TableChunk("t", "", 1, TableChunk.NO_NUMBER, 0, 4, null)),
        new Case<>(
            StreamInputSerializer.INSTANCE,
            new TableChunk("t", "", 1, TableChunk.NO_NUMBER, 0, 4, null)),
        new Case<>(
            StreamInputSerializer.INSTANCE,
            new TableAmendment(
                "t",
                "s",
                1,
                2,
                3,
                4,
                new byte[] {5, 6},
                new RawRecord("x", 1, 2, 3, null, new byte[] {7}))),
        new Case<>(
            StretchSerializer.INSTANCE, new Stretch(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, -11, 12.5)),
        new Case<>(
            HeldChunkSerializer.INSTANCE,
            new HeldChunk(1, -2, 3, 4, 2, -1, new byte[] {5}, new float[] {6, Float.NaN})),
        new Case<>(ShardInputSerializer.INSTANCE, new ShardInput.Steps(9, null, COUNTS)),
        new Case<>(
            ShardInputSerializer.INSTANCE,
            new ShardInput.Steps(
                -9, run(new int[] {0, 1}, new int[] {1, 1}, Float.NaN, Float.NaN), COUNTS)),
        new Case<>(
            ShardInputSerializer.INSTANCE,
            new ShardInput.Steps(9, run(new int[] {0, 0}, new int[] {1, 2}, 3, Float.NaN), COUNTS)),
        new Case<>(
            ShardInputSerializer.INSTANCE,
            new ShardInput.Updates(
                9,
                new PriorityUpdates(
                    1, 2, new int[] {3, 4}, new long[] {5, 6}, new float[] {7, Float.NaN}, 8, 9))),
        new Case<>(
            ShardInputSerializer.INSTANCE,
            new ShardInput.Request(9, new SampleRequest("l", 1, 2, 0.5, 3, 4, true))),
        new Case<>(
            BroadcastInputSerializer.INSTANCE,
            new BroadcastInput.TableTotals(
                "t",
                new ShardTotals(
                    1,
                    2,
                    3,
                    true,
                    new dev.cairn.replay.LimiterBase(0.5, 7, -8),
                    new Totals(4, 5, 6, 0.5, List.of(new Totals.Tier(1, 2, 3, 4)))))),
        new Case<>(
            BroadcastInputSerializer.INSTANCE,
            new BroadcastInput.Change(new RawRecord("c", 1, 2, 3, null, new byte[] {4}))),
        new Case<>(StreamProgressSerializer.INSTANCE, new StreamProgress(1, -2, 3)));
  }

  private static Run run(int[] rows, int[] lengths, float... initial) {
    return new Run(
        1,
        2,
        3,
        2,
        true,
        true,
        new byte[] {1, 2, 3},
        new long[] {4, -5},
        rows,
        lengths,
        initial,
        lengths[1] == 1 ? Double.NaN : -6.5);
  }

  @ParameterizedTest
  @MethodSource("values")
  <T> void deserialize_whatWasSerialized_isEqual(Case<T> given) throws Exception {
    byte[] bytes = bytes(given.serializer(), given.value());
    DataInputDeserializer in = new DataInputDeserializer(bytes);

    T back = given.serializer().deserialize(in);

    assertSame(back, given.value());
    assertThat(in.available()).isZero();
  }

  @ParameterizedTest
  @MethodSource("values")
  <T> void copy_ofBytes_areTheSameBytes(Case<T> given) throws Exception {
    byte[] bytes = bytes(given.serializer(), given.value());
    DataOutputSerializer copy = new DataOutputSerializer(16);

    given.serializer().copy(new DataInputDeserializer(bytes), copy);

    assertThat(copy.getCopyOfBuffer()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @MethodSource("values")
  <T> void snapshot_writtenAndRead_restoresACompatibleSerializer(Case<T> given) throws Exception {
    DataOutputSerializer out = new DataOutputSerializer(64);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, given.serializer().snapshotConfiguration());

    TypeSerializerSnapshot<T> read =
        TypeSerializerSnapshot.readVersionedSnapshot(
            new DataInputDeserializer(out.getCopyOfBuffer()), getClass().getClassLoader());

    assertThat(
            given
                .serializer()
                .snapshotConfiguration()
                .resolveSchemaCompatibility(read)
                .isCompatibleAsIs())
        .isTrue();
    T back =
        read.restoreSerializer()
            .deserialize(new DataInputDeserializer(bytes(given.serializer(), given.value())));
    assertSame(back, given.value());
  }

  @Test
  void serialize_runOfSingleSteps_takesEightBytesAnItemBesideItsPayload() throws Exception {
    int small = bytes(ShardInputSerializer.INSTANCE, singleSteps(1)).length;
    int large = bytes(ShardInputSerializer.INSTANCE, singleSteps(11)).length;

    assertThat(large - small).isEqualTo(10 * (8 + 100));
  }

  private static ShardInput singleSteps(int n) {
    int[] rows = new int[n];
    int[] lengths = new int[n];
    float[] initial = new float[n];
    for (int i = 0; i < n; i++) {
      rows[i] = i;
      lengths[i] = 1;
      initial[i] = Float.NaN;
    }
    return new ShardInput.Steps(
        1,
        new Run(0, 0, 0, n, false, false, new byte[100 * n], new long[n], rows, lengths, initial),
        COUNTS);
  }

  @Test
  void streamProgress_bytesOfVersion1_areRead() throws Exception {
    byte[] stored =
        HexFormat.of()
            .parseHex("01" + "0000000000000005" + "0000000000000007" + "00000000000003e8");

    StreamProgress progress =
        StreamProgressSerializer.INSTANCE.deserialize(new DataInputDeserializer(stored));

    assertThat(progress).isEqualTo(new StreamProgress(5, 7, 1_000));
    assertThat(bytes(StreamProgressSerializer.INSTANCE, progress)).isEqualTo(stored);
  }

  @Test
  void streamProgress_bytesOfAnUnknownVersion_areRefused() {
    assertThatThrownBy(
            () ->
                StreamProgressSerializer.INSTANCE.deserialize(
                    new DataInputDeserializer(new byte[25])))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version=0");
  }

  @Test
  void stretch_bytesOfVersion1_areReadWithoutWhatWasEarned() throws Exception {
    StringBuilder stored = new StringBuilder("01");
    for (int field = 1; field <= 11; field++) {
      stored.append(String.format("%016x", field));
    }

    Stretch stretch =
        StretchSerializer.INSTANCE.deserialize(
            new DataInputDeserializer(HexFormat.of().parseHex(stored)));

    assertThat(stretch).isEqualTo(new Stretch(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, Double.NaN));
  }

  @Test
  void stateHeader_bytesOfVersion1_areRead() throws Exception {
    byte[] stored =
        HexFormat.of().parseHex("01" + "000174" + "00000002" + "00000004" + "00000003" + "aabbcc");

    StateHeader header = StateHeader.decode(stored);

    assertThat(header.table()).isEqualTo("t");
    assertThat(header.shard()).isEqualTo(2);
    assertThat(header.shards()).isEqualTo(4);
    assertThat(header.core()).isEqualTo(HexFormat.of().parseHex("aabbcc"));
    assertThat(header.encode()).isEqualTo(stored);
  }

  @Test
  void stateHeader_bytesOfAnUnknownVersion_areRefused() {
    assertThatThrownBy(() -> StateHeader.decode(new byte[] {9}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version=9");
  }

  static void assertSame(Object actual, Object expected) {
    assertThat(actual)
        .usingRecursiveComparison()
        .withEqualsForType((a, b) -> Float.compare(a, b) == 0, Float.class)
        .withEqualsForType((a, b) -> Double.compare(a, b) == 0, Double.class)
        .isEqualTo(expected);
  }

  static <T> byte[] bytes(TypeSerializer<T> serializer, T value) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(value, out);
    return out.getCopyOfBuffer();
  }
}
