package dev.cairn.jobs.start;

import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;

/** What Kafka refuses and what to do about it, in one line without a secret. */
public final class KafkaProblem {

  private KafkaProblem() {}

  /**
   * What a client's error means for people.
   *
   * @param error as a Kafka client threw it
   */
  public static String of(Throwable error) {
    String message = String.valueOf(error.getMessage()).lines().findFirst().orElse("");
    if (error instanceof SslAuthenticationException) {
      return "the TLS handshake fails, "
          + InnermostCause.of(error)
          + "; check kafka.ssl.truststore.* and the dates and names of the broker's certificate";
    }
    if (error instanceof AuthenticationException) {
      return message
          + "; check user and password in kafka.sasl.jaas.config, and kafka.sasl.mechanism";
    }
    if (error instanceof AuthorizationException) {
      return message + "; give the user the rights of its role, see docs/security.md";
    }
    if (error instanceof TimeoutException) {
      return message
          + "; is the broker there, and is kafka.security.protocol that of its listener?";
    }
    return message;
  }
}
