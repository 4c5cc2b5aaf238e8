package dev.cairn.jobs.config;

import java.util.Map;

/**
 * What Flink is tuned for. Only what was measured to matter differs: other waits, of buffers and of
 * Kafka's clients, are short in both, as a learner that waits for answers asks for less.
 */
public enum Profile {

  /**
   * A checkpoint holds little up: RocksDB has little left to flush when it comes. More buffers, so
   * that writes do not wait for one to be flushed; smaller files, as each compaction of what was
   * flushed rewrites a file of the next level.
   */
  LATENCY("2 mb", "4", "16 mb", "3 s"),

  /** RocksDB compacts less, and checkpoints are rarer. */
  THROUGHPUT("64 mb", "2", "64 mb", "30 s");

  private final Map<String, String> flink;

  Profile(String writeBuffer, String buffers, String file, String checkpointInterval) {
    flink =
        Map.of(
            "state.backend.rocksdb.writebuffer.size",
            writeBuffer,
            "state.backend.rocksdb.writebuffer.count",
            buffers,
            "state.backend.rocksdb.compaction.level.target-file-size-base",
            file,
            "execution.checkpointing.interval",
            checkpointInterval);
  }

  /** Settings of Flink, under those that the file gives. */
  Map<String, String> flink() {
    return flink;
  }
}
