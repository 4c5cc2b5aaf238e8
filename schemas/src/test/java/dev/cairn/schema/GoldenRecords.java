package dev.cairn.schema;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** One small record of each kind, whose bytes are kept in {@code golden/<kind>.bin}. */
final class GoldenRecords {

  private static final String SPACE = "demo";
  private static final String TABLE = "replay";
  private static final String STREAM = "w0/0";
  private static final long INCARNATION = 1_700_000_000_000_000L;
  private static final long ATTEMPT = 1_700_000_000_000L;
  private static final long SENT_MS = 1_700_000_001_000L;
  private static final long[] IDS = {0x0123456789abcdefL, -2};

  private GoldenRecords() {}

  /** The records by kind, in the order of {@link KnownSchemas#CURRENT}. */
  static Map<String, SpecificRecord> all() {
    Map<String, SpecificRecord> records = new LinkedHashMap<>();
    for (SpecificRecord record :
        List.of(
            trajectoryChunk(),
            amendment(),
            parameters(),
            minibatch(),
            feedback(),
            control(),
            stats(),
            deadLetter())) {
      records.put(record.getSchema().getName(), record);
    }
    return records;
  }

  static TrajectoryChunk trajectoryChunk() {
    float[] observations = {0.0f, 0.5f, 1.0f, -0.5f, 1.5f, 0.25f};
    return new TrajectoryChunk(
        SPACE,
        STREAM,
        INCARNATION,
        3L,
        7L,
        10L,
        2,
        List.of(Tensors.column("obs", Tensors.of(observations, 3, 2))),
        List.of(
            Tensors.column("actions", Tensors.of(new int[] {1, 0})),
            Tensors.column("rewards", Tensors.of(new float[] {1, -1}))),
        true,
        false,
        "default",
        5L,
        List.of(new ChunkTable(TABLE, Tensors.of(new float[] {0.5f, 2}))),
        SENT_MS);
  }

  private static Amendment amendment() {
    return new Amendment(
        SPACE,
        STREAM,
        INCARNATION,
        7L,
        11L,
        "rewards",
        Tensors.scalar(2.5f),
        List.of(TABLE),
        SENT_MS);
  }

  private static Parameters parameters() {
    return new Parameters(
        SPACE,
        "default",
        5L,
        "learner-0",
        List.of(Tensors.column("weight", Tensors.of(new float[] {0.25f, -0.75f}, 1, 2))),
        Map.of("epsilon", "0.05"),
        SENT_MS);
  }

  static Minibatch minibatch() {
    return Minibatch.newBuilder()
        .setSpace(SPACE)
        .setTable(TABLE)
        .setShard(0)
        .setAttempt(ATTEMPT)
        .setSequence(41L)
        .setLearner("learner-0")
        .setRequest(42L)
        .setQ(1.0)
        .setConfigVersion(0L)
        .setDrawnMs(SENT_MS)
        .setItems(2)
        .setSlots(bytes(Tensors.of(new int[] {6, 7})))
        .setIds(bytes(Tensors.of(IDS)))
        .setProbabilities(bytes(Tensors.of(new double[] {0.25, 0.125})))
        .setTiers(ByteBuffer.wrap(new byte[] {0, 1}))
        .setPriorities(bytes(Tensors.of(new float[] {1.5f, 1.5f})))
        .setAgesMs(bytes(Tensors.of(new long[] {250, 250})))
        .setPolicyVersions(bytes(Tensors.of(new long[] {5, -1})))
        .setColumns(
            List.of(
                Tensors.column("obs", Tensors.of(new float[] {0.0f, 0.5f, 1.0f, -0.5f}, 2, 2)),
                Tensors.column("new_obs", Tensors.of(new float[] {1.0f, -0.5f, 1.5f, 0.25f}, 2, 2)),
                Tensors.column("actions", Tensors.of(new int[] {1, 0})),
                Tensors.column("rewards", Tensors.of(new float[] {1, -1})),
                Tensors.column("terminateds", Tensors.of(new boolean[] {false, true})),
                Tensors.column("truncateds", Tensors.of(new boolean[] {false, false})),
                Tensors.column("eps_id", Tensors.of(new long[] {7, 7})),
                Tensors.column("t", Tensors.of(new long[] {10, 11}))))
        .setTotals(totals())
        .build();
  }

  private static Feedback feedback() {
    PriorityUpdates updates =
        PriorityUpdates.newBuilder()
            .setTable(TABLE)
            .setShard(0)
            .setAttempt(ATTEMPT)
            .setSequence(41L)
            .setSlots(bytes(Tensors.of(new int[] {6, 7})))
            .setIds(bytes(Tensors.of(IDS)))
            .setKind(UpdateKind.td_error)
            .setValues(Tensors.of(new float[] {-0.25f, 1.5f}))
            .build();
    return new Feedback(
        SPACE,
        "learner-0",
        6L,
        6L,
        List.of(updates),
        List.of(new SampleRequest(TABLE, 0, 43L, 2, 1.0, 0, SENT_MS + 10_000, false)),
        SENT_MS);
  }

  private static Control control() {
    return new Control(
        SPACE, 1L, TABLE, Map.of("sampler.alpha", "0.7"), false, "operator", SENT_MS);
  }

  private static Stats stats() {
    return Stats.newBuilder()
        .setSpace(SPACE)
        .setTable(TABLE)
        .setShard(0)
        .setShards(1)
        .setAttempt(ATTEMPT)
        .setSequence(9L)
        .setConfigVersion(0L)
        .setAtMs(SENT_MS)
        .setTotals(totals())
        .setShares(List.of(0.625, 0.375))
        .setUniformMix(0.0)
        .setMaxBatch(64)
        .setCanSample(true)
        .setWaitingRequests(0)
        .setReason("")
        .setAllowanceSteps(12.5)
        .setAllowanceTtlMs(1_000L)
        .setActiveWriters(1)
        .setSteps(new StepLedger(10L, 8L, 0L, 0L, 2L, 0L))
        .setItems(new ItemLedger(8L, 6L, 2L, 4L, 1L, 0L, 0L, 1L, List.of(3L, 1L), 0L, 1L, 0L, 1L))
        .setUpdates(new UpdateLedger(4L, 3L, 1L, 0L, 0L, 0L))
        .setSegments(1)
        .setHeldBytes(200L)
        .setLiveBytes(150L)
        .setMaxPolicyVersion(5L)
        .setPolicyLag(0.5)
        .setEffectiveSampleSize(0.75)
        .setFeedbackMs(List.of(3.5f, 8.0f))
        .setExcluded(List.of(0L, 1L))
        .setTierDetails(
            List.of(
                new TierDetail(
                    List.of(0f, 0f, 0.5f, 1f, 1.5f, 2f, 2f),
                    List.of(0f, 0f, 10f, 20f, 30f, 40f, 250f),
                    100L),
                new TierDetail(
                    List.of(0f, 0f, 0f, 0.25f, 0.5f, 1f, 1f),
                    List.of(0f, 0f, 0f, 50f, 100f, 100f, 100f),
                    50L)))
        .build();
  }

  private static DeadLetter deadLetter() {
    return new DeadLetter(
        SPACE,
        "demo.transitions",
        2,
        99L,
        "undecodable",
        "a record must start with C3 01",
        ByteBuffer.wrap(STREAM.getBytes(StandardCharsets.UTF_8)),
        ByteBuffer.wrap(new byte[] {(byte) 0xde, (byte) 0xad}),
        2L,
        SENT_MS);
  }

  private static TableTotals totals() {
    return new TableTotals(
        8L,
        4L,
        2L,
        6L,
        0.0625,
        List.of(new TierTotals(2L, 2L, 3.0, 1.0), new TierTotals(4L, 4L, 6.0, 1.0)));
  }

  private static ByteBuffer bytes(Tensor tensor) {
    return tensor.getData().order(ByteOrder.LITTLE_ENDIAN);
  }
}
