package dev.cairn.jobs.chaos;

/**
 * Numbers of steps: unique in a run, and dense within one life of a writer, so that what is known
 * of them fits into arrays. 15 bits writer, 16 bits life, 32 bits index, from the top.
 */
final class StepNumber {

  private StepNumber() {}

  /**
   * @param writer in [0, 2^15)
   * @param life which process of the writer, in [0, 2^16)
   * @param index of the step in that life, at least 0
   */
  static long of(int writer, int life, int index) {
    if (writer < 0 || writer >= 1 << 15 || life < 0 || life >= 1 << 16 || index < 0) {
      throw new IllegalArgumentException(
          "writer must be in [0, 2^15), life in [0, 2^16), index at least 0: writer="
              + writer
              + " life="
              + life
              + " index="
              + index);
    }
    return (long) writer << 48 | (long) life << 32 | index;
  }

  /** The writer. */
  static int writer(long number) {
    return (int) (number >>> 48);
  }

  /** Writer and life, as one number. */
  static int life(long number) {
    return (int) (number >>> 32);
  }

  /** Index of the step in its life; negative for a number that no writer gives. */
  static int index(long number) {
    return (int) number;
  }

  /** For people: {@code writer/life/index}. */
  static String text(long number) {
    return writer(number) + "/" + (number >>> 32 & 0xFFFF) + "/" + index(number);
  }
}
