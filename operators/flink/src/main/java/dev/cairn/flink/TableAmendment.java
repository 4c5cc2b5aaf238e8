package dev.cairn.flink;

/**
 * A late change to one step in one table, which fits the table. The arrays must not be changed.
 *
 * @param table the table
 * @param stream the stream
 * @param incarnation the writer's incarnation
 * @param episode episode id
 * @param step index of the step in its episode
 * @param column position of the column in the signature
 * @param value one row, little-endian
 * @param raw the record, for the dead letter when the change comes too late
 */
@SuppressWarnings("ArrayRecordComponent")
record TableAmendment(
    String table,
    String stream,
    long incarnation,
    long episode,
    long step,
    int column,
    byte[] value,
    RawRecord raw)
    implements StreamInput {}
