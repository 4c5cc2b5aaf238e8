package dev.cairn.jobs.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One map of the configuration file, read key by key. A wrong value is noted and replaced by
 * something harmless, so that one reading finds every mistake. After the last key, {@link #end}
 * notes the keys that nobody asked for. Not thread-safe.
 */
class Section {

  private final String path;
  private final JsonNode node;
  private final Problems problems;
  private final Factory sections;
  private final Set<String> known = new LinkedHashSet<>();

  Section(String path, @Nullable JsonNode node, Problems problems) {
    this(path, node, problems, Section::new);
  }

  /**
   * @param sections makes the sections below this one
   */
  Section(String path, @Nullable JsonNode node, Problems problems, Factory sections) {
    this.path = path;
    this.problems = problems;
    this.sections = sections;
    if (node == null || node.isNull() || node.isMissingNode()) {
      this.node = JsonNodeFactory.instance.objectNode();
    } else if (node.isObject()) {
      this.node = node;
    } else {
      problems.add("must be a map of keys and values", path, show(node));
      this.node = JsonNodeFactory.instance.objectNode();
    }
  }

  /** Makes the section of a path: {@code null} where the file has none. */
  interface Factory {
    Section section(String path, @Nullable JsonNode node, Problems problems);
  }

  boolean has(String key) {
    return node.hasNonNull(key);
  }

  /** Number of problems of the whole file so far. */
  int problems() {
    return problems.count();
  }

  /** Notes that a rule between fields is broken. */
  void problem(String rule, String key, Object value) {
    problems.add(rule, pathOf(key), value);
  }

  /** A whole number in [min, max]; {@code fallback} when absent, required when that is null. */
  long integer(String key, @Nullable Long fallback, long min, long max) {
    JsonNode value = take(key);
    String rule = "must be a whole number from " + min + " to " + max;
    if (value == null) {
      return absent(key, fallback, rule, min);
    }
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      long number = value.longValue();
      if (number >= min && number <= max) {
        return number;
      }
    }
    problems.add(rule, pathOf(key), show(value));
    return fallback == null ? min : fallback;
  }

  /** Like {@link #integer} for values that fit an int. */
  int count(String key, @Nullable Integer fallback, int min, int max) {
    return Math.toIntExact(
        integer(key, fallback == null ? null : Long.valueOf(fallback), min, max));
  }

  /** A finite number in [min, max], or in (min, max] when {@code open}. */
  double number(String key, @Nullable Double fallback, double min, double max, boolean open) {
    JsonNode value = take(key);
    String rule =
        "must be a number in " + (open ? "(" : "[") + plain(min) + ", " + plain(max) + "]";
    if (value == null) {
      return absent(key, fallback, rule, max);
    }
    double number = asNumber(value);
    boolean inside = open ? number > min && number <= max : number >= min && number <= max;
    if (inside && Double.isFinite(number)) {
      return number;
    }
    problems.add(rule, pathOf(key), show(value));
    return fallback == null ? max : fallback;
  }

  /** True or false. */
  boolean flag(String key, boolean fallback) {
    JsonNode value = take(key);
    if (value == null) {
      return fallback;
    }
    if (!value.isBoolean()) {
      problems.add("must be true or false", pathOf(key), show(value));
      return fallback;
    }
    return value.booleanValue();
  }

  /** A size such as 4096 or 16 MiB, in [min, max] bytes. */
  long bytes(String key, @Nullable Long fallback, long min, long max) {
    JsonNode value = take(key);
    String rule = "must be a size such as 4096, 16 KiB or 2 GiB, from " + min + " to " + max + " B";
    if (value == null) {
      return absent(key, fallback, rule, min);
    }
    OptionalLong size =
        value.isIntegralNumber() || value.isTextual()
            ? ByteSize.parse(value.asText())
            : OptionalLong.empty();
    if (size.isPresent() && size.getAsLong() >= min && size.getAsLong() <= max) {
      return size.getAsLong();
    }
    problems.add(rule, pathOf(key), show(value));
    return fallback == null ? min : fallback;
  }

  /** A text that matches the pattern. */
  String text(String key, @Nullable String fallback, Pattern form, String rule) {
    JsonNode value = take(key);
    if (value == null) {
      return absent(key, fallback, "must be " + rule, "");
    }
    if (value.isValueNode() && form.matcher(value.asText()).matches()) {
      return value.asText();
    }
    problems.add("must be " + rule, pathOf(key), show(value));
    return fallback == null ? "" : fallback;
  }

  /** One of the constants of an enum, in lower case. */
  <E extends Enum<E>> E choice(String key, @Nullable E fallback, Class<E> type) {
    JsonNode value = take(key);
    Map<String, E> allowed = new LinkedHashMap<>();
    for (E constant : type.getEnumConstants()) {
      allowed.put(constant.name().toLowerCase(Locale.ROOT), constant);
    }
    String rule = "must be one of " + String.join(", ", allowed.keySet());
    E first = allowed.values().iterator().next();
    if (value == null) {
      return absent(key, fallback, rule, first);
    }
    E found = value.isTextual() ? allowed.get(value.textValue()) : null;
    if (found != null) {
      return found;
    }
    String hint = value.isTextual() ? Spelling.hint(value.textValue(), allowed.keySet()) : "";
    problems.add(rule + hint, pathOf(key), show(value));
    return fallback == null ? first : fallback;
  }

  /** A list of whole numbers, each at least {@code min}. */
  List<Integer> counts(String key, List<Integer> fallback, int min) {
    JsonNode value = take(key);
    if (value == null) {
      return fallback;
    }
    List<Integer> result = new ArrayList<>();
    boolean right = value.isArray();
    for (JsonNode element : value) {
      right &= element.isInt() && element.intValue() >= min;
      result.add(element.asInt(min));
    }
    if (!right) {
      problems.add(
          "must be a list of whole numbers of at least " + min + ", such as [84, 84]",
          pathOf(key),
          show(value));
      return fallback;
    }
    return result;
  }

  /** A list of texts; empty when absent. */
  List<String> texts(String key) {
    JsonNode value = take(key);
    List<String> result = new ArrayList<>();
    if (value != null) {
      boolean right = value.isArray();
      for (JsonNode element : value) {
        right &= element.isTextual();
        result.add(element.asText());
      }
      if (!right) {
        problems.add("must be a list of texts, such as [a, b]", pathOf(key), show(value));
        return List.of();
      }
    }
    return result;
  }

  /** The map under a key; empty when absent. */
  Section section(String key) {
    return below(pathOf(key), take(key));
  }

  private Section below(String below, @Nullable JsonNode value) {
    return sections.section(below, value, problems);
  }

  /** The maps in the list under a key; empty when absent. */
  List<Section> list(String key) {
    JsonNode value = take(key);
    List<Section> result = new ArrayList<>();
    if (value != null && !value.isArray()) {
      problems.add("must be a list", pathOf(key), show(value));
    } else if (value != null) {
      for (int i = 0; i < value.size(); i++) {
        result.add(below(pathOf(key) + "[" + i + "]", value.get(i)));
      }
    }
    return result;
  }

  /** Every key of this section with the map under it, in the order of the file. */
  Map<String, Section> sections() {
    Map<String, Section> result = new LinkedHashMap<>();
    node.fieldNames().forEachRemaining(key -> result.put(key, section(key)));
    return result;
  }

  /** Every key of this section with its value as text; a value must be a scalar. */
  Map<String, String> strings() {
    Map<String, String> result = new LinkedHashMap<>();
    node.fieldNames()
        .forEachRemaining(
            key -> {
              JsonNode value = take(key);
              if (value == null || !value.isValueNode()) {
                problems.add("must be a single value", pathOf(key), show(value));
              } else {
                result.put(key, value.asText());
              }
            });
    return result;
  }

  /** Notes every key of the file that was not asked for. */
  void end() {
    node.fieldNames()
        .forEachRemaining(
            key -> {
              if (!known.contains(key)) {
                problems.add(
                    "unknown key"
                        + Spelling.hint(key, known)
                        + " (allowed: "
                        + String.join(", ", new TreeSet<>(known))
                        + ")",
                    pathOf(key),
                    show(node.get(key)));
              }
            });
  }

  private @Nullable JsonNode take(String key) {
    known.add(key);
    return node.hasNonNull(key) ? node.get(key) : null;
  }

  private <T> T absent(String key, @Nullable T fallback, String rule, T harmless) {
    if (fallback == null) {
      problems.add(rule, pathOf(key), "(missing)");
      return harmless;
    }
    return fallback;
  }

  /** Path of a key of this section in the file. */
  String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** YAML 1.1 takes 1e-6 for a text; people do not. */
  private static double asNumber(JsonNode value) {
    if (value.isNumber()) {
      return value.doubleValue();
    }
    if (value.isTextual() && value.textValue().matches("[-+]?[0-9]+(\\.[0-9]*)?[eE][-+]?[0-9]+")) {
      return Double.parseDouble(value.textValue());
    }
    return Double.NaN;
  }

  private static String plain(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? Long.toString((long) number)
        : Double.toString(number);
  }

  private static String show(@Nullable JsonNode value) {
    if (value != null && value.isObject() && !value.isEmpty()) {
      return "{...}"; // may be a section in the wrong place, with secrets
    }
    String text =
        value == null ? "(missing)" : value.isTextual() ? value.textValue() : value.toString();
    String line = text.replaceAll("\\s+", " ");
    return line.length() > 80 ? line.substring(0, 77) + "..." : line;
  }
}
