package dev.cairn.jobs.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A section that notes every key that is asked for, with its default and what is allowed. */
final class NotedSection extends Section {

  private final List<KeyReading> notes;
  private final Map<String, String> read;

  private NotedSection(
      String path,
      @Nullable JsonNode node,
      Problems problems,
      List<KeyReading> notes,
      Map<String, String> read) {
    super(path, node, problems, (p, n, all) -> new NotedSection(p, n, all, notes, read));
    this.notes = notes;
    this.read = read;
  }

  /** Makes the sections of one file. */
  static Factory noting(List<KeyReading> notes) {
    Map<String, String> read = new LinkedHashMap<>();
    return (path, node, problems) -> new NotedSection(path, node, problems, notes, read);
  }

  @Override
  long integer(String key, @Nullable Long fallback, long min, long max) {
    long value = super.integer(key, fallback, min, max);
    String standard = fallback != null && fallback < min ? "none" : required(fallback);
    note(key, "whole number", standard, "[" + min, plain(max), "", value);
    return value;
  }

  @Override
  double number(String key, @Nullable Double fallback, double min, double max, boolean open) {
    double value = super.number(key, fallback, min, max, open);
    String standard = fallback == null ? "required" : fallback.isNaN() ? "none" : plain(fallback);
    note(key, "number", standard, (open ? "(" : "[") + plain(min), plain(max), "", value);
    return value;
  }

  @Override
  boolean flag(String key, boolean fallback) {
    boolean value = super.flag(key, fallback);
    note(key, "`true` or `false`", Boolean.toString(fallback), "", "", "", value);
    return value;
  }

  @Override
  long bytes(String key, @Nullable Long fallback, long min, long max) {
    long value = super.bytes(key, fallback, min, max);
    String standard = fallback == null ? "required" : size(fallback);
    note(key, "size in bytes", standard, "[" + size(min), size(max), "", size(value));
    return value;
  }

  @Override
  String text(String key, @Nullable String fallback, Pattern form, String rule) {
    String value = super.text(key, fallback, form, rule);
    note(key, "text", required(fallback), "", "", rule, value);
    return value;
  }

  @Override
  <E extends Enum<E>> E choice(String key, @Nullable E fallback, Class<E> type) {
    E value = super.choice(key, fallback, type);
    String words =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> "`" + word(constant) + "`")
            .collect(Collectors.joining(", "));
    String standard = fallback == null ? "required" : word(fallback);
    note(key, "word", standard, "", "", words, word(value));
    return value;
  }

  @Override
  List<Integer> counts(String key, List<Integer> fallback, int min) {
    List<Integer> value = super.counts(key, fallback, min);
    note(key, "list of whole numbers", fallback.toString(), "[" + min, "", "", value);
    return value;
  }

  @Override
  List<String> texts(String key) {
    List<String> value = super.texts(key);
    note(key, "list of texts", "[]", "", "", "", value);
    return value;
  }

  @Override
  List<Section> list(String key) {
    List<Section> value = super.list(key);
    note(key, "list of maps", "[]", "", "", "", value.size());
    return value;
  }

  @Override
  Map<String, Section> sections() {
    Map<String, Section> sections = super.sections();
    read.put("first of " + generic(sectionPath()), first(sections));
    return sections;
  }

  @Override
  Map<String, String> strings() {
    Map<String, String> strings = super.strings();
    noteAt(generic(sectionPath()), "map of texts", "{}", "", "", "", strings.toString());
    return strings;
  }

  private String sectionPath() {
    return pathOf("").replaceAll("\\.$", "");
  }

  private static String first(Map<String, Section> sections) {
    return sections.isEmpty() ? "" : sections.keySet().iterator().next();
  }

  private void note(
      String key,
      String type,
      String fallback,
      String low,
      String high,
      String choices,
      Object value) {
    String text = value instanceof Double number ? plain(number) : value.toString();
    noteAt(generic(pathOf(key)), type, fallback, low, high, choices, text);
  }

  private void noteAt(
      String path,
      String type,
      String fallback,
      String low,
      String high,
      String choices,
      String value) {
    Map<String, String> before = new LinkedHashMap<>(read);
    notes.add(new KeyReading(path, type, fallback, low, high, choices, value, before));
    read.put(path, value);
  }

  /** The path of a key, whatever the names in the file are. */
  private static String generic(String path) {
    return path.replaceAll("^tables\\.[^.]+", "tables.<name>")
        .replaceAll("\\.columns\\.[^.]+", ".columns.<name>")
        .replaceAll("\\[[0-9]+\\]", "[]");
  }

  private static String required(@Nullable Object fallback) {
    return fallback == null ? "required" : fallback.equals("") ? "none" : fallback.toString();
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** A number as people write it. */
  private static String plain(double number) {
    if (number == Math.rint(number) && Math.abs(number) < 1e15) {
      return Long.toString((long) number);
    }
    String text = Double.toString(number);
    return (text.length() > 8 ? String.format(Locale.ROOT, "%.3g", number) : text)
        .replace(".0E", "e")
        .replace('E', 'e');
  }

  private static String plain(long number) {
    return Long.bitCount(number) == 1 && number > 1L << 31
        ? "2^" + Long.numberOfTrailingZeros(number)
        : Long.toString(number);
  }

  /** A size in the largest unit in which it is whole. */
  private static String size(long bytes) {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
    int unit = 0;
    while (bytes != 0 && bytes % 1_024 == 0 && unit < units.length - 1) {
      bytes /= 1_024;
      unit++;
    }
    return bytes + " " + units[unit];
  }
}
