package dev.cairn.jobs.start;

/** What really went wrong, below all that Flink wraps around it. */
public final class InnermostCause {

  private InnermostCause() {}

  /** Its class and the first line of its message. */
  public static String of(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return cause.getClass().getSimpleName() + ": " + message;
  }
}
