package dev.cairn.jobs.docs;

import dev.cairn.jobs.config.KeyReading;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What is the same in all readings of a key, and what decides it where it is not. */
final class KeyVariants {

  private final Map<String, List<KeyReading>> keys;

  KeyVariants(Map<String, List<KeyReading>> keys) {
    this.keys = keys;
  }

  /** A part of a key in words; where it varies, with what it follows from. */
  String of(List<KeyReading> readings, Function<KeyReading, String> part) {
    Set<String> variants = new LinkedHashSet<>();
    readings.forEach(reading -> variants.add(part.apply(reading)));
    if (variants.size() == 1) {
      return variants.iterator().next();
    }
    for (String other : shared(readings)) {
      if (readings.stream().allMatch(r -> part.apply(r).equals(r.before().get(other)))) {
        return other.startsWith("first ") ? other : "`" + lastWord(other) + "`";
      }
      if (readings.stream()
          .allMatch(r -> isOneLess(part.apply(r), r.before().getOrDefault(other, "")))) {
        return "`" + lastWord(other) + "` - 1";
      }
    }
    for (String other : deciders(readings)) {
      Map<String, Set<String>> decided = new LinkedHashMap<>();
      for (KeyReading reading : readings) {
        decided
            .computeIfAbsent(part.apply(reading), variant -> new TreeSet<>())
            .add(reading.before().getOrDefault(other, ""));
      }
      long values = decided.values().stream().mapToLong(Set::size).sum();
      if (values == decided.values().stream().flatMap(Set::stream).distinct().count()) {
        return inWords(lastWord(other), decided);
      }
    }
    boolean required = variants.remove("required");
    return required ? String.join(" or ", variants) + ", or required" : "computed";
  }

  /** The kinds of which alone the key is one, such as `unit: sequences`; empty when of all. */
  String onlyWith(List<KeyReading> readings) {
    for (String other : deciders(readings)) {
      Set<String> all =
          keys.getOrDefault(other, List.of()).stream()
              .map(KeyReading::value)
              .collect(Collectors.toCollection(LinkedHashSet::new));
      Set<String> mine = new LinkedHashSet<>();
      readings.forEach(reading -> mine.add(reading.before().getOrDefault(other, "")));
      if (mine.size() < all.size()) {
        return mine.stream()
            .map(value -> "`" + lastWord(other) + ": " + value + "`")
            .collect(Collectors.joining(", "));
      }
    }
    return "";
  }

  private static String inWords(String other, Map<String, Set<String>> decided) {
    List<Map.Entry<String, Set<String>>> variants = new ArrayList<>(decided.entrySet());
    variants.sort((a, b) -> Integer.compare(a.getValue().size(), b.getValue().size()));
    StringBuilder words = new StringBuilder();
    for (Map.Entry<String, Set<String>> variant : variants.subList(0, variants.size() - 1)) {
      String values =
          variant.getValue().stream()
              .map(value -> "`" + other + ": " + value + "`")
              .collect(Collectors.joining(", "));
      words.append(variant.getKey()).append(" with ").append(values).append(", ");
    }
    return words + "else " + variants.get(variants.size() - 1).getKey();
  }

  private static boolean isOneLess(String value, String other) {
    String number = "[0-9]{1,18}";
    return value.matches(number)
        && other.matches(number)
        && Long.parseLong(value) == Long.parseLong(other) - 1;
  }

  /** What was read before the key in every reading. */
  private static Set<String> shared(List<KeyReading> readings) {
    Set<String> shared = new LinkedHashSet<>(readings.get(0).before().keySet());
    readings.forEach(reading -> shared.retainAll(reading.before().keySet()));
    return shared;
  }

  /** Words and flags of the key's own section that were read before it. */
  private List<String> deciders(List<KeyReading> readings) {
    List<String> deciders = new ArrayList<>();
    for (String other : shared(readings)) {
      KeyReading reading = keys.getOrDefault(other, List.of(readings.get(0))).get(0);
      boolean kind = reading.type().equals("word") || reading.type().contains("true");
      if (kind
          && reading.section().equals(readings.get(0).section())
          && !other.equals(readings.get(0).path())) {
        deciders.add(other);
      }
    }
    return deciders;
  }

  private static String lastWord(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }
}
