package dev.cairn.flink;

import org.jspecify.annotations.Nullable;

/**
 * A Kafka record as it was read: nothing is decoded inside the source, where a record that does not
 * decode would restart the job for ever. The arrays must not be changed.
 *
 * @param topic topic it came from
 * @param partition partition it came from
 * @param offset its offset
 * @param timestampMs timestamp of the record, ms since the epoch; -1 when it has none
 * @param key its key
 * @param value its value; null for a tombstone
 */
@SuppressWarnings("ArrayRecordComponent")
record RawRecord(
    String topic,
    int partition,
    long offset,
    long timestampMs,
    byte @Nullable [] key,
    byte @Nullable [] value) {}
