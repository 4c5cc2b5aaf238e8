package dev.cairn.jobs.docs;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.cairn.client.Beta;
import dev.cairn.client.ReaderOptions;
import dev.cairn.client.WriterOptions;
import dev.cairn.flink.KafkaDefaults;
import dev.cairn.flink.PipelineSpec;
import dev.cairn.jobs.config.ConfigFile;
import dev.cairn.jobs.config.ConfigurationKeys;
import dev.cairn.jobs.config.KeyReading;
import dev.cairn.jobs.embedded.EmbeddedFlinkSettings;
import dev.cairn.replay.TierSpec;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** {@code docs/configuration.md}: every key, its default and its range from the code. */
final class ConfigurationPage {

  /** Sections in the order of the page; others follow as they are read. */
  private static final List<String> FIRST =
      List.of(
          "",
          "tables.<name>",
          "tables.<name>.capacity",
          "tables.<name>.columns.<name>",
          "tables.<name>.storage",
          "tables.<name>.tiers[]",
          "tables.<name>.importance",
          "tables.<name>.importance.mix[]");

  private final Map<String, List<KeyReading>> keys = ConfigurationKeys.read();
  private final KeyVariants variants = new KeyVariants(keys);
  private final Map<String, String> descriptions;
  private final Set<String> described = new LinkedHashSet<>();
  private final List<String> undescribed = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();

  private ConfigurationPage() throws IOException {
    descriptions = descriptions();
  }

  /** The page as it ought to be. */
  static String rendered() throws IOException {
    ConfigurationPage page = new ConfigurationPage();
    page.render();
    return page.text.toString();
  }

  /** Keys without a description, and descriptions without a key. */
  static List<String> gaps() throws IOException {
    ConfigurationPage page = new ConfigurationPage();
    page.render();
    List<String> gaps = new ArrayList<>(page.undescribed);
    page.descriptions.keySet().stream().filter(p -> !page.described.contains(p)).forEach(gaps::add);
    return gaps;
  }

  private void render() {
    text.append("# Configuration\n\n").append(described("page")).append('\n');
    Map<String, List<String>> sections = new LinkedHashMap<>();
    FIRST.forEach(path -> sections.put(path, new ArrayList<>()));
    for (Map.Entry<String, List<KeyReading>> key : keys.entrySet()) {
      String section = key.getValue().get(0).section();
      sections.computeIfAbsent(section, path -> new ArrayList<>()).add(key.getKey());
    }
    sections.forEach(this::section);
    settings();
    options(
        "WriterOptions",
        WriterOptions.of("a", "a", "a"),
        WriterOptions.of("b", "b", "b"),
        WriterOptions.class);
    options(
        "ReaderOptions",
        ReaderOptions.of("a", "a", "a", Beta.constant(0)),
        ReaderOptions.of("b", "b", "b", Beta.constant(1)),
        ReaderOptions.class);
  }

  private void section(String path, List<String> paths) {
    heading(path.isEmpty() ? "The file" : "`" + path + "`", path.isEmpty() ? "file" : path);
    text.append("| key | type | default | allowed | |\n|---|---|---|---|---|\n");
    paths.forEach(key -> row(keys.getOrDefault(key, List.of())));
    if (path.equals("tables.<name>")) {
      String presets = "`" + String.join("`, `", ConfigFile.PRESETS) + "`";
      row("preset", "word", "none", presets, described(path + ".preset"));
    }
  }

  private void row(List<KeyReading> readings) {
    KeyReading first = readings.get(0);
    String fallback = variants.of(readings, KeyReading::fallback);
    if (first.path().equals("tables.<name>.tiers")) {
      fallback = tiers();
    }
    String only = variants.onlyWith(readings);
    String what = described(first.path());
    row(
        first.name(),
        first.type(),
        fallback,
        allowed(readings),
        only.isEmpty() ? what : "With " + only + ": " + what);
  }

  private String allowed(List<KeyReading> readings) {
    String low = variants.of(readings, KeyReading::low);
    String high = variants.of(readings, KeyReading::high);
    if (low.isEmpty()) {
      return variants.of(readings, KeyReading::choices);
    }
    return high.isEmpty() ? low.substring(1) + " or more, each" : low + ", " + high + "]";
  }

  private static String tiers() {
    List<String> tiers = new ArrayList<>();
    for (TierSpec tier : ConfigurationKeys.defaultTiers()) {
      tiers.add(
          "{threshold: %s, share: %s, capacity_share: %s}"
              .formatted(tier.threshold(), tier.share(), tier.capacityShare()));
    }
    return String.join(", ", tiers);
  }

  private void row(String key, String type, String fallback, String allowed, String what) {
    String line = String.join(" | ", "`" + key + "`", type, fallback, allowed, what);
    text.append("| ").append(line).append(" |\n");
  }

  /** What the job sets itself, under what the file says. */
  private void settings() {
    heading("What the job sets of Kafka", "kafka.set");
    text.append("| property | sources | sinks |\n|---|---|---|\n");
    PipelineSpec small = kafka("a", 256);
    PipelineSpec large = kafka("b", 4_000_000);
    Map<String, String> sources =
        common(KafkaDefaults.sources(small), KafkaDefaults.sources(large));
    Map<String, String> sinks = common(KafkaDefaults.sinks(small), KafkaDefaults.sinks(large));
    Set<String> properties = new TreeSet<>(sources.keySet());
    properties.addAll(sinks.keySet());
    properties.remove("bootstrap.servers");
    for (String property : properties) {
      String source = sources.getOrDefault(property, "");
      String sink = sinks.getOrDefault(property, "");
      text.append("| `%s` | %s | %s |\n".formatted(property, source, sink));
    }
    heading("What the embedded Flink sets", "flink.set");
    text.append("| setting | value |\n|---|---|\n");
    Map<String, String> one = EmbeddedFlinkSettings.of(Path.of("/a"), 1, 1, Map.of()).toMap();
    Map<String, String> other = EmbeddedFlinkSettings.of(Path.of("/b"), 2, 2, Map.of()).toMap();
    common(one, other)
        .forEach((name, value) -> text.append("| `%s` | %s |\n".formatted(name, value)));
  }

  /** A pipeline whose batches have rows of that many elements. */
  private static PipelineSpec kafka(String space, int elements) {
    String yaml =
        """
        space: %s
        kafka: {bootstrap.servers: "h:1"}
        tables:
          t:
            capacity: {items: 9, bytes: 9}
            columns: {rewards: {dtype: float32}, obs: {dtype: uint8, shape: [%d]}}
            max_batch: 16
        """;
    return ConfigFile.parse("kafka", yaml.formatted(space, elements), null).pipeline(0);
  }

  private static Map<String, String> common(Map<?, ?> one, Map<?, ?> other) {
    Map<String, String> common = new TreeMap<>();
    one.forEach(
        (name, value) ->
            common.put(
                name.toString(), value.equals(other.get(name)) ? value.toString() : "computed"));
    return common;
  }

  /** Components of a record of options, with the values that differ between two as required. */
  private void options(String name, Record one, Record other, Class<? extends Record> type) {
    heading("`" + name + "`", name);
    text.append("| option | type | default | |\n|---|---|---|---|\n");
    for (RecordComponent component : type.getRecordComponents()) {
      String what = described(name + "." + component.getName());
      String fallback = value(component, one);
      text.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  component.getName(),
                  component.getType().getSimpleName(),
                  fallback.equals(value(component, other)) ? fallback : "required",
                  what));
    }
  }

  private static String value(RecordComponent component, Record record) {
    try {
      Object value = component.getAccessor().invoke(record);
      return value == null ? "none" : value.toString();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("no such option: name=" + component.getName(), e);
    }
  }

  private void heading(String title, String path) {
    text.append("\n## ").append(title).append("\n\n").append(described(path)).append("\n\n");
  }

  private String described(String path) {
    described.add(path);
    String what = descriptions.get(path);
    if (what == null) {
      undescribed.add(path);
    }
    return what == null ? "" : what;
  }

  /** What each key and section does, by path. */
  private static Map<String, String> descriptions() throws IOException {
    try (InputStream in = ConfigurationPage.class.getResourceAsStream("key-descriptions.yaml")) {
      return new YAMLMapper().readValue(in, new TypeReference<LinkedHashMap<String, String>>() {});
    }
  }
}
