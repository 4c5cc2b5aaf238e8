package dev.cairn.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.client.KafkaClients;
import dev.cairn.client.MinibatchReader;
import dev.cairn.client.Row;
import dev.cairn.client.SampledBatch;
import dev.cairn.client.TrajectoryWriter;
import dev.cairn.client.WriterOptions;
import dev.cairn.schema.Amendment;
import dev.cairn.schema.Control;
import dev.cairn.schema.DeadLetter;
import dev.cairn.schema.Tensors;
import dev.cairn.schema.TrajectoryChunk;
import dev.cairn.schema.Wire;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Everything wrong that a writer or an operator of control can send, to one running job: it is
 * refused and counted, nothing else changes, and the job never restarts. docs/reliability.md says
 * which test proves which promise.
 */
class InputsITCase extends RunningJobTests {

  private static final int LONG_CHUNK = 500;
  private static final int LONG_EPISODE = 1_000_000;
  private static final int MAX_PENDING = 4_096;
  private static final List<String> TABLES =
      List.of("garbage", "narrow", "numbers", "bombs", "repeats", "large", "control");

  @BeforeAll
  static void start() throws Exception {
    StringBuilder tables = new StringBuilder();
    TABLES.forEach(name -> tables.append(ByHand.TABLE.formatted(name, 100)));
    tables.append(ByHand.TABLE.formatted("wide", 100).replace("shape: [2]", "shape: [3]"));
    tables.append(
        ByHand.TABLE.formatted("held", 100)
            + "    storage: {unit: timesteps, n_steps: 3, gamma: 0.9}\n");
    tables.append(
        ByHand.TABLE
                .formatted("endless", 2_000)
                .replace("max_chunk_steps: 16", "max_chunk_steps: " + LONG_CHUNK)
            + "    storage: {hold: episode, max_pending_steps: "
            + MAX_PENDING
            + "}\n");
    hand = new ByHand(directory, tables.toString(), TABLES);
  }

  @Test
  void record_thatIsNone_isADeadLetterAndCountedByReason() throws Exception {
    byte[] garbage = "no record at all".getBytes(StandardCharsets.UTF_8);
    hand.send("transitions", "garbage", garbage);
    hand.send("transitions", "garbage", new byte[0]);
    hand.send("transitions", "garbage", null);
    byte[] whole = Wire.encode(ByHand.chunk("garbage", 0, 3, "garbage"));
    hand.send("transitions", "garbage", Arrays.copyOf(whole, whole.length - 5));
    hand.send("feedback", "garbage", garbage);
    hand.send("control", "garbage", garbage);
    hand.send("stats", "garbage", garbage);
    byte[] keyless = "without a key".getBytes(StandardCharsets.UTF_8);
    hand.send("transitions", null, keyless);

    List<DeadLetter> letters = hand.letters("garbage", 7);
    assertThat(letters).extracting(DeadLetter::getReason).containsOnly("undecodable");
    assertThat(letters)
        .extracting(letter -> letter.getTopic() + " " + letter.getValueSize())
        .containsExactlyInAnyOrder(
            "inputs.transitions 16",
            "inputs.transitions 0",
            "inputs.transitions -1",
            "inputs.transitions " + (whole.length - 5),
            "inputs.feedback 16",
            "inputs.control 16",
            "inputs.stats 16");
    assertThat(letters).allSatisfy(letter -> assertThat(letter.getOffset()).isNotNegative());
    hand.letters(
        "without a key",
        1,
        letter -> letter.getValue() != null && Arrays.equals(letter.getValue().array(), keyless));
    hand.send(ByHand.chunk("garbage", 0, 3, "garbage"));
    hand.await("garbage", stats -> stats.getItems().getCreated() == 3);
    new RestMetrics(hand.stack())
        .await("reason.undecodable.deadLetters", value -> value >= 8, WAIT);
  }

  @Test
  void chunk_shapeOfOneTableOnly_isTakenThereAndUniformInBatches() throws Exception {
    hand.send(ByHand.chunk("shapes", 0, 16, "narrow", "wide"));
    TrajectoryChunk doubles = ByHand.chunk("shapes", 1, 2, "narrow");
    doubles.setColumns(List.of(Tensors.column("rewards", Tensors.of(new double[2]))));
    hand.send(doubles);
    TrajectoryChunk missing = ByHand.chunk("shapes", 2, 2, "narrow");
    missing.setColumns(List.of());
    hand.send(missing);

    List<DeadLetter> letters = hand.letters("shapes", 3);
    assertThat(letters)
        .extracting(DeadLetter::getReason)
        .containsExactly("wrong_shape", "wrong_shape", "wrong_columns");
    assertThat(letters.get(0).getDetail()).startsWith("table=wide ");
    hand.await(
        "narrow",
        stats -> stats.getItems().getCreated() == 16 && stats.getSteps().getRejected() == 4);
    hand.await("wide", stats -> stats.getSteps().getRejected() == 16);
    assertThat(sample("narrow").column("obs").getShape()).containsExactly(32, 2);
  }

  @Test
  void chunk_valuesThatAreNotFinite_rewardsRefuseItAndObservationsAreKept() throws Exception {
    float[] bad = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
    for (int i = 0; i < bad.length; i++) {
      TrajectoryChunk chunk = ByHand.chunk("numbers", i, 2, "numbers");
      chunk.setColumns(List.of(Tensors.column("rewards", Tensors.of(new float[] {1, bad[i]}))));
      hand.send(chunk);
    }
    TrajectoryChunk odd = ByHand.chunk("numbers", 3, 1, "numbers");
    float[] observations = {Float.NaN, Float.NEGATIVE_INFINITY, -0.0f, Float.MIN_VALUE};
    odd.setObservations(List.of(Tensors.column("obs", Tensors.of(observations, 2, 2))));
    hand.send(odd);

    assertThat(hand.letters("numbers", 3))
        .extracting(DeadLetter::getReason)
        .containsOnly("not_finite");
    hand.await(
        "numbers",
        stats -> stats.getItems().getCreated() == 1 && stats.getSteps().getRejected() == 6);
    SampledBatch batch = sample("numbers");
    assertThat(Arrays.copyOf(batch.floats("obs"), 2)).containsExactly(Float.NaN, bad[2]);
    assertThat(Arrays.copyOf(batch.floats("new_obs"), 2)).containsExactly(-0.0f, Float.MIN_VALUE);
    assertThat(batch.weights()).doesNotContain(Float.NaN);
  }

  @Test
  void record_lengthBombs_areRefused() throws Exception {
    byte[] whole = Wire.encode(ByHand.chunk("bombs", 0, 3, "bombs"));
    TrajectoryChunk without = ByHand.chunk("bombs", 0, 3, "bombs");
    without.setObservations(List.of());
    int observations = Arrays.mismatch(whole, Wire.encode(without));
    long[] claims = {
      1 << 20, Integer.MAX_VALUE, 1L << 40, -(1L << 40), Long.MAX_VALUE, Long.MIN_VALUE
    };
    for (long claim : claims) {
      // The first string, and the first array.
      for (int at : new int[] {10, observations}) {
        hand.send("transitions", "bombs", spliced(whole, at, claim));
      }
    }

    assertThat(hand.letters("bombs", 2 * claims.length))
        .extracting(DeadLetter::getReason)
        .containsOnly("undecodable");
    hand.send(ByHand.chunk("bombs", 0, 3, "bombs"));
    hand.await("bombs", stats -> stats.getItems().getCreated() == 3);
  }

  @Test
  void chunk_numbersAtTheirLimits_areRefusedWhereTheyWouldOverflow() throws Exception {
    TrajectoryChunk late = ByHand.chunk("limits", 0, 3, "held");
    late.setFirstStep(Long.MAX_VALUE - 1);
    hand.send(late);
    TrajectoryChunk far = ByHand.chunk("limits", 1, 3, "held");
    far.setIncarnation(Long.MAX_VALUE);
    far.setEpisode(Long.MIN_VALUE);
    far.setFirstStep(Long.MAX_VALUE - 3);
    far.setPolicyVersion(Long.MAX_VALUE);
    far.setTerminated(true);
    hand.send(far);

    assertThat(hand.letters("limits", 1))
        .extracting(DeadLetter::getReason)
        .containsExactly("out_of_range");
    hand.await(
        "held",
        stats ->
            stats.getSteps().getRejected() == 3
                && stats.getSteps().getAssembled() == 3
                && stats.getSteps().getPending() == 0);
  }

  @Test
  void record_ofUnknownTables_isOneLetterAndMakesNoTable() throws Exception {
    String[] names = IntStream.range(0, 1_000).mapToObj(i -> "unknown-" + i).toArray(String[]::new);
    hand.send(ByHand.chunk("strangers", 0, 3, names));
    Amendment amendment =
        Amendment.newBuilder()
            .setSpace(ByHand.SPACE)
            .setStream("strangers")
            .setIncarnation(1)
            .setEpisode(0)
            .setStep(0)
            .setColumn("rewards")
            .setValue(Tensors.scalar(1f))
            .setTables(List.of(names))
            .setSentMs(1)
            .build();
    hand.send("transitions", "strangers", Wire.encode(amendment));
    amendment.setTables(Collections.nCopies(1_000, "held"));
    hand.send("transitions", "strangers", Wire.encode(amendment));

    assertThat(hand.letters("strangers", 3))
        .extracting(DeadLetter::getReason)
        .containsExactly("unknown_table", "unknown_table", "out_of_range");
    assertThat(hand.info().shards("unknown-1")).isEmpty();
  }

  @Test
  void chunk_repeated_isStoredOnce() throws Exception {
    for (long number : new long[] {0, 1, 2, 1, 0, 2, 2}) {
      hand.send(ByHand.chunk("repeats", number, 3, "repeats"));
    }
    TrajectoryChunk before = ByHand.chunk("repeats", 3, 3, "repeats");
    before.setIncarnation(0);
    hand.send(before);

    hand.await(
        "repeats",
        stats ->
            stats.getSteps().getReceived() == 24
                && stats.getSteps().getDuplicates() == 15
                && stats.getItems().getCreated() == 9
                && stats.getItems().getLive() == 9);
  }

  @Test
  void chunk_tooLarge_isRefusedByTheWriterOrTheJob() throws Exception {
    hand.send(ByHand.chunk("large", 0, 17, "large"));
    assertThat(hand.letters("large", 1))
        .extracting(DeadLetter::getReason)
        .containsExactly("too_large");
    hand.await("large", stats -> stats.getSteps().getRejected() == 17);

    Map<String, String> small = new HashMap<>(hand.stack().config().kafka());
    small.put("max.request.size", "2000");
    Row observation = new Row().floats("obs", new float[1_000]);
    try (Producer<byte[], byte[]> producer = KafkaClients.producer(small);
        TrajectoryWriter writer =
            new TrajectoryWriter(
                WriterOptions.of(ByHand.SPACE, "too-large", "large"), producer, hand.info())) {
      writer.begin(observation);
      writer.append(new Row().scalar("rewards", 1f), observation, false, false);
      assertThatThrownBy(writer::flush)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("a chunk could not be sent: stream=too-large")
          .hasMessageContaining("max.request.size");
    }
  }

  @Test
  void episode_ofAMillionStepsWithoutEnd_waitsWithinItsLimits() throws Exception {
    for (int number = 0; number < LONG_EPISODE / LONG_CHUNK; number++) {
      TrajectoryChunk chunk = ByHand.chunk("endless", number, LONG_CHUNK, "endless");
      hand.post(chunk);
    }
    hand.producer().flush();

    hand.await(
        "endless",
        stats -> {
          assertThat(stats.getSteps().getPending()).isLessThanOrEqualTo(MAX_PENDING + LONG_CHUNK);
          assertThat(stats.getItems().getLive()).isLessThanOrEqualTo(2_000);
          return stats.getSteps().getReceived() == LONG_EPISODE
              && stats.getSteps().getAssembled() + stats.getSteps().getPending() == LONG_EPISODE;
        });
  }

  @Test
  void control_thatMakesNoSense_isRefusedAndChangesNothing() throws Exception {
    List<Map<String, String>> changes = new ArrayList<>();
    changes.add(Map.of("sampler.alpha", "99"));
    changes.add(Map.of("sampler.alpha", "NaN"));
    changes.add(Map.of("sampler.kind", "fifo"));
    changes.add(Map.of("capacity.items", "999999999999999999"));
    changes.add(Map.of("capacity.items", "1e999"));
    changes.add(Map.of("limiter.samples_per_insert", "1e999"));
    changes.add(Map.of("tiers[*].share", "[0.5, 0.5]"));
    changes.add(Map.of("tiers[999].share", "1"));
    changes.add(Map.of("dropped", "perhaps"));
    changes.add(Map.of("cleared", "-1"));
    for (int i = 0; i < changes.size(); i++) {
      Control control = new Control();
      control.setSpace(ByHand.SPACE);
      control.setVersion(i + 1);
      control.setTable("control");
      control.setChanges(changes.get(i));
      control.setAuthor("nobody");
      control.setSentMs(1);
      hand.send("control", "control", Wire.encode(control));
    }

    assertThat(hand.letters("control", changes.size()))
        .allSatisfy(
            letter -> {
              assertThat(letter.getReason()).isEqualTo("out_of_range");
              assertThat(letter.getDetail()).contains("=").doesNotContain("\n");
            });
    hand.await("control", stats -> stats.getConfigVersion() == 0);
  }

  private static SampledBatch sample(String table) throws Exception {
    try (MinibatchReader reader = hand.reader(table, "reader-" + table, 32, o -> o)) {
      return reader.next(WAIT);
    }
  }

  /** The bytes before a place, and then a number in Avro's encoding. */
  private static byte[] spliced(byte[] bytes, int at, long number) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, at);
    long rest = (number << 1) ^ (number >> 63);
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
    out.write(bytes, at, bytes.length - at);
    return out.toByteArray();
  }
}
