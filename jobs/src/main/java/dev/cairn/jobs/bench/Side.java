package dev.cairn.jobs.bench;

import java.util.Map;

/**
 * One side of a comparison: it is started and warmed once, and then works in windows of time that
 * alternate with the other side's.
 */
interface Side extends AutoCloseable {

  /** What the other processes of the comparison must know of it, such as the broker's address. */
  default Map<String, Object> facts() {
    return Map.of();
  }

  /**
   * Works for so long, and says what it did: names of figures, rates a second, times in ms.
   *
   * @param mode {@code add}, {@code learn}, {@code update}, {@code all} or {@code paced}, for a
   *     side that can do each
   */
  Map<String, Double> window(double seconds, String mode) throws Exception;

  @Override
  void close() throws Exception;
}
