package dev.cairn.jobs.e2e;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/** Everything that is logged from INFO on while it is open. Thread-safe. */
final class CapturedLog extends AbstractAppender implements AutoCloseable {

  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
  private final LoggerConfig root = context.getConfiguration().getRootLogger();
  private final Level before = root.getLevel();

  CapturedLog() {
    super("captured", null, null, true, Property.EMPTY_ARRAY);
    start();
    root.addAppender(this, Level.INFO, null);
    root.setLevel(Level.INFO);
    context.updateLoggers();
  }

  @Override
  public void append(LogEvent event) {
    StringWriter line = new StringWriter();
    line.append(event.getLoggerName()).append(' ').append(event.getMessage().getFormattedMessage());
    if (event.getThrown() != null) {
      event.getThrown().printStackTrace(new PrintWriter(line, true));
    }
    lines.add(line.toString());
  }

  String text() {
    return String.join("\n", lines);
  }

  @Override
  public void close() {
    root.removeAppender(getName());
    root.setLevel(before);
    context.updateLoggers();
    stop();
  }
}
