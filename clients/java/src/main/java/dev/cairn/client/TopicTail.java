package dev.cairn.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a whole topic in a daemon thread. Waits for a topic that is not there yet, and goes on
 * after errors of the connection.
 */
final class TopicTail implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TopicTail.class);
  private static final Duration POLL = Duration.ofMillis(100);

  private final Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final boolean fromBeginning;
  private final java.util.function.Consumer<byte[]> each;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread thread;

  TopicTail(
      Consumer<byte[], byte[]> consumer,
      String topic,
      boolean fromBeginning,
      java.util.function.Consumer<byte[]> each) {
    this.consumer = consumer;
    this.topic = topic;
    this.fromBeginning = fromBeginning;
    this.each = each;
    thread = new Thread(this::run, "cairn-" + topic);
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try (consumer) {
      while (!closed.get()) {
        try {
          if (consumer.assignment().isEmpty() && !assign()) {
            pause();
          } else {
            consumer.poll(POLL).forEach(this::take);
          }
        } catch (RetriableException e) {
          LOG.warn("will be tried again: topic={} cause={}", topic, e.toString());
          pause();
        }
      }
    } catch (WakeupException | InterruptException e) {
      LOG.debug("closed: topic={}", topic);
    } catch (RuntimeException e) {
      LOG.error("no longer followed: topic={}", topic, e);
    }
  }

  /** Takes all partitions; false when there is no such topic yet. */
  private boolean assign() {
    List<PartitionInfo> infos = consumer.partitionsFor(topic);
    if (infos == null || infos.isEmpty()) {
      return false;
    }
    List<TopicPartition> partitions = new ArrayList<>();
    infos.forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    consumer.assign(partitions);
    if (fromBeginning) {
      consumer.seekToBeginning(partitions);
    } else {
      consumer.seekToEnd(partitions);
    }
    return true;
  }

  private static void pause() {
    try {
      Thread.sleep(POLL.toMillis());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return;
    }
    try {
      each.accept(record.value());
    } catch (RuntimeException e) {
      LOG.warn(
          "a record was passed over: topic={} partition={} offset={}",
          topic,
          record.partition(),
          record.offset(),
          e);
    }
  }

  @Override
  public void close() {
    closed.set(true);
    consumer.wakeup();
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
