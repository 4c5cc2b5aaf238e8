package dev.cairn.jobs.endurance;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.client.KafkaClients;
import dev.cairn.client.TableInfo;
import dev.cairn.schema.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.Producer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code cairn endurance writers-process}: some of the writers, each with a thread, a stream and a
 * producer of its own. Prints "ready" when all are connected, begins when a line comes in, and
 * prints what was acknowledged, by stream, as a line of JSON.
 */
@Command(name = "writers-process", hidden = true, description = "Some of many writers.")
final class WritersProcess implements Callable<Integer> {

  /** Printed when all are connected. */
  static final String READY = "ready";

  @Option(names = "--first", required = true, description = "Number of the first stream.")
  private int first;

  @Option(names = "--count", required = true, description = "Writers.")
  private int count;

  @Option(names = "--words", required = true, description = "Payload of a step, 8 bytes each.")
  private int words;

  @Option(names = "--rate", required = true, description = "Steps a second of each, at most.")
  private double rate;

  @Option(names = "--seconds", required = true, description = "How long they write.")
  private int seconds;

  @Option(names = "--bootstrap-servers", required = true, description = "Kafka brokers.")
  private String servers = "";

  @Override
  public Integer call() throws Exception {
    Map<String, String> kafka = Map.of("bootstrap.servers", servers);
    NumberedSteps steps = new NumberedSteps(words);
    List<NumberedWriter> writers = new ArrayList<>();
    List<Producer<byte[], byte[]>> producers = new ArrayList<>();
    List<Background> threads = new ArrayList<>();
    try (TableInfo info = TableInfo.open(NumberedTable.SPACE, kafka)) {
      for (int i = 0; i < count; i++) {
        Producer<byte[], byte[]> producer = KafkaClients.producer(kafka);
        producers.add(producer);
        // The first request of each takes longer than all that follow.
        producer.partitionsFor(new Topics(NumberedTable.SPACE).transitions());
        writers.add(new NumberedWriter(steps, first + i, true, producer, info));
      }
      System.out.println(READY);
      System.in.read();
      long endNanos = System.nanoTime() + 1_000_000_000L * seconds;
      for (NumberedWriter writer : writers) {
        threads.add(
            new Background(
                () -> writer.write(Long.MAX_VALUE, rate, () -> System.nanoTime() < endNanos)));
      }
      for (Background thread : threads) {
        thread.await();
      }
    }
    Map<Integer, Long> acknowledged = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      acknowledged.put(first + i, writers.get(i).acknowledged());
      writers.get(i).close();
      producers.get(i).close();
    }
    System.out.println(new ObjectMapper().writeValueAsString(acknowledged));
    return CommandLine.ExitCode.OK;
  }
}
