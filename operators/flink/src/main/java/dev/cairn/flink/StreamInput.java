package dev.cairn.flink;

/** What the assembler is given, keyed by table and stream, in the order of the stream. */
sealed interface StreamInput permits TableChunk, TableAmendment {

  /** The table. */
  String table();

  /** The stream; empty when the record's own is not valid. */
  String stream();
}
