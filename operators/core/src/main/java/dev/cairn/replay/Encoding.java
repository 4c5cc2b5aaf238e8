package dev.cairn.replay;

/** How the rows of a column are held, and given out in a batch. */
public enum Encoding {
  /** As they are. */
  RAW,
  /** In compressed blocks of a few rows each, see {@link Pieces}. The memory never opens them. */
  ZSTD
}
