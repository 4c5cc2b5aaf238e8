package dev.cairn.jobs.config;

import java.util.Map;

/**
 * What Flink is tuned for. Only what was measured to matter differs: other waits, of buffers and of
 * Kafka's clients, are short in both, as a learner that waits for answers asks for less.
 */
public enum Profile {

  /** A checkpoint holds little up: RocksDB has little left to flush when it comes. */
  LATENCY("8 mb", "3 s"),

  /** RocksDB compacts less, and checkpoints are rarer. */
  THROUGHPUT("64 mb", "30 s");

  private final Map<String, String> flink;

  Profile(String writeBuffer, String checkpointInterval) {
    flink =
        Map.of(
            "state.backend.rocksdb.writebuffer.size",
            writeBuffer,
            "execution.checkpointing.interval",
            checkpointInterval);
  }

  /** Settings of Flink, under those that the file gives. */
  Map<String, String> flink() {
    return flink;
  }
}
