package dev.cairn.schema;

/** Bytes that are no record of an expected kind. */
public final class WireException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Reason: the bytes are no record, or are cut short, or hold a length that cannot be. */
  public static final String UNDECODABLE = "undecodable";

  /** Reason: the record was written with a schema that this version does not know. */
  public static final String UNKNOWN_FINGERPRINT = "unknown_fingerprint";

  private final String reason;
  private final String detail;

  public WireException(String reason, String detail) {
    super(reason + ": " + detail);
    this.reason = reason;
    this.detail = detail;
  }

  public WireException(String reason, String detail, Throwable cause) {
    super(reason + ": " + detail, cause);
    this.reason = reason;
    this.detail = detail;
  }

  /** {@link #UNDECODABLE} or {@link #UNKNOWN_FINGERPRINT}, to count by. */
  public String reason() {
    return reason;
  }

  /** What is wrong, for people. */
  public String detail() {
    return detail;
  }
}
