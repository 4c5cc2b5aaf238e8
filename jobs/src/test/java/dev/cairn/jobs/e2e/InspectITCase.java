package dev.cairn.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.client.Beta;
import dev.cairn.client.KafkaClients;
import dev.cairn.client.MinibatchReader;
import dev.cairn.client.ReaderOptions;
import dev.cairn.client.Row;
import dev.cairn.client.TableInfo;
import dev.cairn.client.TrajectoryWriter;
import dev.cairn.client.WriterOptions;
import dev.cairn.jobs.Cairn;
import dev.cairn.schema.DType;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code cairn inspect} over a job that runs and over its savepoint: figures that are known. */
class InspectITCase {

  private static final int STEPS = 160;
  private static final String YAML =
      """
      space: look
      tables:
        t:
          # 20, 30 and 50 items a tier: all of them full, 60 evicted.
          capacity: {items: 100, bytes: 1 MiB}
          tiers:
            - {threshold: 0.9, share: 0.5, capacity_share: 0.2}
            - {threshold: 0.6, share: 0.3, capacity_share: 0.3}
            - {share: 0.2, capacity_share: 0.5}
          columns:
            obs: {dtype: float32, shape: [2], observation: true}
            frame: {dtype: uint8, shape: [2, 2]}
            rewards: {dtype: float32}
          max_batch: 32
          max_chunk_steps: 16
          segment_bytes: 512 B
        empty:
          shards: 3
          capacity: {items: 1000, bytes: 1 MiB}
          columns:
            rewards: {dtype: float32}
      """;

  private record Outcome(int code, String out, List<String> err) {
    JsonNode table(int number) throws Exception {
      return new ObjectMapper().readTree(out).get(number);
    }
  }

  @TempDir private Path directory;

  @Test
  @Timeout(240)
  void inspect_jobAndItsSavepoint_saysWhatIsInTheMemory() throws Exception {
    Path config = Files.writeString(directory.resolve("look.yaml"), YAML);
    Path savepoint;
    try (Stack stack = Stack.start(directory, YAML);
        TableInfo info = TableInfo.open("look", stack.config().kafka());
        Producer<byte[], byte[]> producer = KafkaClients.producer(stack.config().kafka())) {
      assertThat(info.awaitTable("t", Duration.ofSeconds(60))).as("the job publishes").isTrue();
      write(producer, info);
      Published.await(info, "t", stats -> stats.getItems().getCreated() == STEPS);

      draw(stack, producer, info, true);
      assertRunning(run(config, "--bootstrap-servers", stack.servers(), "--json"));

      draw(stack, producer, info, false);
      Published.await(info, "t", stats -> stats.getItems().getSampled() > 0);
      savepoint = stack.savepoint(directory.resolve("savepoints"));
      Outcome text = run(config, "--bootstrap-servers", stack.servers());
      assertThat(text.out())
          .contains("every invariant holds")
          .contains("realised")
          .contains("evicted  60 full, 0 bytes, 0 expired, 0 cleared, 60 unsampled");
    }
    assertStored(config, savepoint);
    assertDamageIsOneLine(config, savepoint);
  }

  private void assertRunning(Outcome running) throws Exception {
    assertThat(running.err()).isEmpty();
    assertThat(running.code()).isZero();
    JsonNode table = running.table(0);
    assertThat(table.at("/items/created").asLong()).isEqualTo(STEPS);
    assertThat(table.at("/items/live").asLong()).isEqualTo(100);
    assertThat(table.at("/items/sampled").asLong()).as("peeks change no counter").isZero();
    assertThat(table.at("/items/evictedUnsampled").asLong()).isEqualTo(60);
    assertThat(table.at("/items/evictedFull").asLong()).isEqualTo(60);
    assertThat(table.at("/items/evictedBytes").asLong()).isZero();
    assertThat(table.at("/items/evictedExpired").asLong()).isZero();
    assertThat(table.at("/items/cleared").asLong()).isZero();
    assertThat(table.at("/tiers/0/excluded").isNumber()).isTrue();
    assertThat(table.at("/steps/assembled").asLong()).isEqualTo(STEPS);
    assertThat(table.at("/tiers/0/items").asLong()).isEqualTo(20);
    assertThat(table.at("/tiers/1/items").asLong()).isEqualTo(30);
    assertThat(table.at("/tiers/2/items").asLong()).isEqualTo(50);
    // obs 8, frame 4, rewards 4 bytes.
    assertThat(table.at("/tiers/2/bytes").asLong()).isEqualTo(50 * 16);
    assertThat(table.get("violations")).isEmpty();
    assertEmpty(running.table(1));
  }

  private static void assertEmpty(JsonNode table) {
    assertThat(table.get("table").asText()).isEqualTo("empty");
    assertThat(table.get("shards").asInt()).isEqualTo(3);
    assertThat(table.at("/items/created").asLong()).isZero();
    assertThat(table.get("violations")).isEmpty();
  }

  private void assertStored(Path config, Path savepoint) throws Exception {
    Path out = directory.resolve("items");
    Outcome stored =
        run(
            config,
            "--from",
            savepoint.toString(),
            "--json",
            "--top",
            "3",
            "--export",
            "parquet",
            "--out",
            out.toString());
    assertThat(stored.err()).isEmpty();
    assertThat(stored.code()).isZero();
    JsonNode table = stored.table(0);
    assertThat(table.at("/items/created").asLong()).isEqualTo(STEPS);
    assertThat(table.at("/items/live").asLong()).isEqualTo(100);
    assertThat(table.at("/items/evictedUnsampled").asLong()).isEqualTo(60);
    assertThat(table.at("/items/evictedFull").asLong()).isEqualTo(60);
    long sampled = table.at("/items/sampled").asLong();
    assertThat(sampled).isPositive();
    long ofTiers = 0;
    long neverSampled = 0;
    for (JsonNode tier : table.get("tiers")) {
      ofTiers += tier.get("sampled").asLong();
      neverSampled += tier.get("neverSampled").asLong();
      assertThat(tier.at("/priorities/0").asDouble()).isEqualTo(1);
      assertThat(tier.at("/agesMs/0").asDouble()).isBetween(0.0, 240_000.0);
    }
    assertThat(ofTiers).isEqualTo(sampled);
    assertThat(neverSampled).isBetween(100 - sampled, 99L);
    assertThat(table.at("/tiers/2/bytes").asLong()).isEqualTo(50 * 16);
    assertThat(table.get("top")).hasSize(3);
    assertThat(table.at("/effectiveSampleSize").asDouble()).isBetween(0.5, 1.0);
    assertThat(table.get("violations")).isEmpty();
    assertEmpty(stored.table(1));
    assertThat(out.toFile().list()).as("no items, no file").containsExactly("t-0.parquet");
    try (InputStream file = Files.newInputStream(out.resolve("t-0.parquet"))) {
      byte[] bytes = file.readAllBytes();
      assertThat(footer(bytes).getNum_rows()).isEqualTo(100);
    }
  }

  private static FileMetaData footer(byte[] file) throws Exception {
    int length =
        java.nio.ByteBuffer.wrap(file)
            .order(java.nio.ByteOrder.LITTLE_ENDIAN)
            .getInt(file.length - 8);
    return Util.readFileMetaData(
        new java.io.ByteArrayInputStream(file, file.length - 8 - length, length));
  }

  private void assertDamageIsOneLine(Path config, Path savepoint) throws Exception {
    try (var files = Files.list(savepoint)) {
      for (Path file : files.toList()) {
        if (!file.endsWith("_metadata")) {
          byte[] bytes = Files.readAllBytes(file);
          Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        }
      }
    }
    byte[] metadata = Files.readAllBytes(savepoint.resolve("_metadata"));
    if (metadata.length > 20_000) {
      Files.write(
          savepoint.resolve("_metadata"), java.util.Arrays.copyOf(metadata, metadata.length / 2));
    }

    Outcome damaged = run(config, "--from", savepoint.toString());

    assertThat(damaged.code()).isEqualTo(1);
    assertThat(damaged.out()).isEmpty();
    assertThat(damaged.err()).hasSize(1);
    assertThat(damaged.err().get(0))
        .startsWith("cairn: the checkpoint cannot be read: directory=" + savepoint + " (");
  }

  private static void write(Producer<byte[], byte[]> producer, TableInfo info) throws Exception {
    Row observation = new Row();
    Row step = new Row();
    try (TrajectoryWriter out =
        new TrajectoryWriter(WriterOptions.of("look", "stream", "t"), producer, info)) {
      for (int n = 0; n < STEPS; n++) {
        if (n % 16 == 0) {
          out.begin(observation.floats("obs", n, 0));
        }
        step.scalar("rewards", (float) n)
            .bytes("frame", DType.uint8, new byte[] {1, 2, 3, (byte) n}, 2, 2);
        observation.floats("obs", n + 1, 0);
        out.append(step, observation, n % 16 == 15, false);
      }
      out.flush();
    }
  }

  private static void draw(
      Stack stack, Producer<byte[], byte[]> producer, TableInfo info, boolean peek)
      throws Exception {
    ReaderOptions options =
        ReaderOptions.of("look", "t", peek ? "evaluation" : "learner", Beta.constant(1))
            .withBatchSize(10)
            .withWindow(1)
            .withPeek(peek);
    try (MinibatchReader reader =
        new MinibatchReader(
            options, producer, KafkaClients.consumer(stack.config().kafka()), info)) {
      for (int batch = 0; batch < 2; batch++) {
        assertThat(reader.next(Duration.ofSeconds(60)).size()).isEqualTo(10);
      }
    }
  }

  private static Outcome run(Path config, String... options) {
    List<String> arguments = new ArrayList<>(List.of("inspect", "--config", config.toString()));
    arguments.addAll(List.of(options));
    StringWriter err = new StringWriter();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream terminal = System.out;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      CommandLine command = Cairn.commandLine();
      command.setErr(new PrintWriter(err, true));
      int code = command.execute(arguments.toArray(new String[0]));
      return new Outcome(
          code, out.toString(StandardCharsets.UTF_8), err.toString().lines().toList());
    } finally {
      System.setOut(terminal);
    }
  }
}
