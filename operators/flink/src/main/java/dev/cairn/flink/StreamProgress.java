package dev.cairn.flink;

/**
 * How far a stream has come in a table.
 *
 * @param incarnation newest incarnation seen
 * @param nextChunk number after the last chunk seen of that incarnation
 * @param seenMs when its last chunk came, ms since the epoch
 */
record StreamProgress(long incarnation, long nextChunk, long seenMs) {}
