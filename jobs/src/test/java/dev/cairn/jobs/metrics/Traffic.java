package dev.cairn.jobs.metrics;

import dev.cairn.client.Beta;
import dev.cairn.client.KafkaClients;
import dev.cairn.client.MinibatchReader;
import dev.cairn.client.NoSamplesException;
import dev.cairn.client.ReaderOptions;
import dev.cairn.client.SampledBatch;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.embedded.EmbeddedService;
import dev.cairn.schema.ChunkTable;
import dev.cairn.schema.Tensors;
import dev.cairn.schema.Topics;
import dev.cairn.schema.TrajectoryChunk;
import dev.cairn.schema.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A writer that sends chunks to every table, records that nobody understands, and learners. */
final class Traffic implements AutoCloseable {

  private static final int STEPS = 8;

  private final EmbeddedService service;
  private final CairnConfig config;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private Traffic(EmbeddedService service) {
    this.service = service;
    this.config = service.config();
  }

  static Traffic start(EmbeddedService service) {
    Traffic traffic = new Traffic(service);
    traffic.threads.submit(traffic::write);
    service
        .config()
        .tables()
        .forEach(table -> traffic.threads.submit(() -> traffic.learn(table.name())));
    return traffic;
  }

  private Void write() throws Exception {
    for (long number = 0; !Thread.currentThread().isInterrupted(); number++) {
      send(Wire.encode(chunk(number)));
      if (number % 50 == 0) {
        send("what is this".getBytes(StandardCharsets.UTF_8));
      }
      Thread.sleep(10);
    }
    return null;
  }

  private void send(byte[] value) throws Exception {
    byte[] key = "stream".getBytes(StandardCharsets.UTF_8);
    String topic = new Topics(config.space()).transitions();
    service.producer().send(new ProducerRecord<>(topic, key, value)).get();
  }

  private TrajectoryChunk chunk(long number) {
    float[] rewards = new float[STEPS];
    for (int i = 0; i < STEPS; i++) {
      rewards[i] = i;
    }
    List<ChunkTable> tables = new ArrayList<>();
    config
        .tables()
        .forEach(table -> tables.add(ChunkTable.newBuilder().setTable(table.name()).build()));
    return TrajectoryChunk.newBuilder()
        .setSpace(config.space())
        .setStream("stream")
        .setIncarnation(1)
        .setChunk(number)
        .setEpisode(0)
        .setFirstStep(STEPS * number)
        .setSteps(STEPS)
        .setObservations(List.of())
        .setColumns(List.of(Tensors.column("rewards", Tensors.of(rewards))))
        .setTerminated(false)
        .setTruncated(false)
        .setTables(tables)
        .setSentMs(0)
        .build();
  }

  private Void learn(String table) throws Exception {
    ReaderOptions options =
        ReaderOptions.of(config.space(), table, "learner-" + table, new Beta(0.4, 1_000))
            .withBatchSize(16);
    try (MinibatchReader reader =
        new MinibatchReader(
            options, service.producer(), KafkaClients.consumer(config.kafka()), service.info())) {
      for (long step = 0; !Thread.currentThread().isInterrupted(); step++) {
        try {
          SampledBatch batch = reader.next(Duration.ofSeconds(5));
          float[] values = new float[batch.size()];
          for (int i = 0; i < values.length; i++) {
            values[i] = (step + i) % 7;
          }
          reader.learnerStep(step);
          reader.updatePriorities(batch, values);
        } catch (NoSamplesException e) {
          continue; // the pace of the table
        }
      }
    }
    return null;
  }

  @Override
  public void close() throws InterruptedException {
    threads.shutdownNow();
    threads.awaitTermination(20, TimeUnit.SECONDS);
  }
}
