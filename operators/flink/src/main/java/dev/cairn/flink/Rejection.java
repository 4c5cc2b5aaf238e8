package dev.cairn.flink;

/** A record, or a part of one, that cannot be taken. Cheap: it has no stack trace. */
final class Rejection extends Exception {

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /**
   * @param detail what is wrong with which field, its value, and what is allowed
   */
  Rejection(Reason reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }

  String detail() {
    return String.valueOf(getMessage());
  }

  /** Throws a rejection unless the condition holds. */
  static void require(boolean condition, Reason reason, String rule, Object value)
      throws Rejection {
    if (!condition) {
      throw new Rejection(reason, rule + value);
    }
  }
}
