package dev.cairn.replay;

import java.io.Serializable;

/**
 * How the steps of a stream wait until they are items, and how many of them may. Immutable.
 *
 * @param hold when items are cut
 * @param maxSteps steps of one stream that may wait, at least 1; beyond it, and a chunk, complete
 *     items no longer wait for their episode
 * @param maxBytes bytes of one stream that may wait, at least 1: payload, and {@link #CHUNK_BYTES}
 *     a chunk
 * @param timeoutMs a stream that is silent for so long has been interrupted, at least 1
 */
public record AssemblySpec(Hold hold, int maxSteps, long maxBytes, long timeoutMs)
    implements Serializable {

  /** What a chunk that waits is counted with beside its payload. */
  public static final int CHUNK_BYTES = 64;

  /** Items as early as can be; 262,144 steps, 64 MiB, 10 minutes. */
  public static final AssemblySpec DEFAULT =
      new AssemblySpec(Hold.ITEM, 1 << 18, 64L << 20, 600_000);

  /**
   * @throws IllegalArgumentException when a number is out of its range
   */
  public AssemblySpec {
    requirePositive("max_pending_steps", maxSteps);
    requirePositive("max_pending_bytes", maxBytes);
    requirePositive("pending_timeout_s", timeoutMs);
  }

  /**
   * @throws IllegalArgumentException when the steps of an item, in chunks of any size, do not fit
   *     the limits
   */
  void requireRoomFor(StorageUnit storage, Signature signature, int maxChunkSteps) {
    if (hold == Hold.EPISODE && storage instanceof StorageUnit.Fragments) {
      throw new IllegalArgumentException(
          "fragments are taken as they come and cannot wait for their episode: hold=episode; use"
              + " the unit episodes");
    }
    // Twice the length, since a sequence may be carried back into the one before; twice the chunk,
    // since one that is needed in part is kept whole.
    long steps = 2L * (storage.maxLength(maxChunkSteps) + maxChunkSteps) + signature.context();
    long bytes = steps * (signature.openedBytes(1) + CHUNK_BYTES);
    if (maxSteps < steps || maxBytes < bytes) {
      throw new IllegalArgumentException(
          "the longest item, the largest chunk and the context of stacked columns must fit what may"
              + " wait: max_pending_steps="
              + maxSteps
              + " needed="
              + steps
              + " max_pending_bytes="
              + maxBytes
              + " needed="
              + bytes);
    }
  }

  private static void requirePositive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be >= 1: " + name + "=" + value);
    }
  }

  /** When items are cut. */
  public enum Hold {
    /** As soon as their last step is there. */
    ITEM,
    /** When the episode has ended: late rewards can change any step, and its return is known. */
    EPISODE
  }
}
