package dev.cairn.flink;

import dev.cairn.schema.DeadLetter;
import dev.cairn.schema.Topics;
import dev.cairn.schema.Wire;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.util.OutputTag;

/** Makes dead letters and counts them by reason. */
final class DeadLetters {

  static final OutputTag<OutboundRecord> TAG =
      new OutputTag<>("dead-letters", Types.OUTBOUND_RECORD);

  private static final int MAX_KEY = 1_000;
  private static final int MAX_VALUE = 10_000;
  private static final int MAX_DETAIL = 1_000;

  private final String space;
  private final String topic;
  private final Map<Reason, Counter> counters = new EnumMap<>(Reason.class);

  /**
   * @param metrics of the operator that makes them
   */
  DeadLetters(String space, MetricGroup metrics) {
    this.space = space;
    this.topic = new Topics(space).deadLetters();
    MetricGroup group = metrics.addGroup(ShardMetrics.GROUP);
    for (Reason reason : Reason.values()) {
      counters.put(reason, group.addGroup("reason", reason.wireName()).counter("deadLetters"));
    }
  }

  /** The letter for a record, ready for the side output. */
  OutboundRecord of(RawRecord raw, Rejection rejection, long nowMs) {
    Counter counter = counters.get(rejection.reason());
    if (counter != null) {
      counter.inc();
    }
    DeadLetter letter = new DeadLetter();
    letter.setSpace(space);
    letter.setTopic(raw.topic());
    letter.setPartition(raw.partition());
    letter.setOffset(raw.offset());
    letter.setReason(rejection.reason().wireName());
    letter.setDetail(first(rejection.detail()));
    if (raw.key() != null) {
      letter.setKey(first(raw.key(), MAX_KEY));
    }
    letter.setValueSize(-1);
    if (raw.value() != null) {
      letter.setValue(first(raw.value(), MAX_VALUE));
      letter.setValueSize(raw.value().length);
    }
    letter.setAtMs(nowMs);
    return new OutboundRecord(topic, OutboundRecord.BY_KEY, null, Wire.encode(letter));
  }

  private static String first(String detail) {
    return detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL) + "...";
  }

  private static ByteBuffer first(byte[] bytes, int limit) {
    return ByteBuffer.wrap(bytes, 0, Math.min(limit, bytes.length));
  }
}
