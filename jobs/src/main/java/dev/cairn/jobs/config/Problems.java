package dev.cairn.jobs.config;

import dev.cairn.jobs.start.StartException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What is wrong with a configuration, one line each. Not thread-safe. */
final class Problems {

  /** Settings of clients, and what looks like one that stands in the wrong place. */
  private static final Pattern SECRET =
      Pattern.compile("(kafka|flink)(\\..*)?|.*(jaas|password|secret|token|credential).*");

  private final String source;
  private final List<String> lines = new ArrayList<>();

  /**
   * @param source name of the file, put in front of each line
   */
  Problems(String source) {
    this.source = source;
  }

  /**
   * Notes a wrong field. The value is left out where it may be a secret.
   *
   * @param rule what is allowed
   * @param path path of the field, such as tables.cartpole.sampler.alpha
   * @param value what the file says
   */
  void add(String rule, String path, Object value) {
    boolean secret = SECRET.matcher(path.toLowerCase(Locale.ROOT)).matches();
    lines.add(source + ": " + rule + ": " + path + "=" + (secret ? "(not shown)" : value));
  }

  /** How many there are so far. */
  int count() {
    return lines.size();
  }

  /** Throws one exception with all lines, if there are any. */
  void throwIfAny() {
    if (!lines.isEmpty()) {
      throw new StartException(String.join("\n", lines));
    }
  }
}
