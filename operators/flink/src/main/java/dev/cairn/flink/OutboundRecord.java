package dev.cairn.flink;

import org.jspecify.annotations.Nullable;

/**
 * An encoded record on its way to Kafka. The arrays must not be changed.
 *
 * @param topic topic to write to
 * @param partition partition to write to; -1 to choose by key
 * @param key its key
 * @param value its value
 */
@SuppressWarnings("ArrayRecordComponent")
record OutboundRecord(String topic, int partition, byte @Nullable [] key, byte[] value) {

  static final int BY_KEY = -1;
}
