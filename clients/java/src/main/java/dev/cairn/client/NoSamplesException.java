package dev.cairn.client;

/** No minibatch came in time; the message says why. */
public final class NoSamplesException extends Exception {

  private static final long serialVersionUID = 1L;

  NoSamplesException(String message) {
    super(message);
  }
}
