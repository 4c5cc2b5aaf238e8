package dev.cairn.jobs.start;

import java.util.List;

/**
 * Something that the person who typed the command can put right. Its message is complete: the rule,
 * the name and value that break it, and what to do. The command line prints it without a stack
 * trace.
 */
public final class StartException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String text;

  public StartException(String message) {
    super(message);
    this.text = message;
  }

  public StartException(String message, Throwable cause) {
    super(message, cause);
    this.text = message;
  }

  @Override
  public String getMessage() {
    return text;
  }

  /** The message's lines: several when several things are wrong. */
  public List<String> lines() {
    return text.lines().toList();
  }
}
