package dev.cairn.jobs.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.cairn.jobs.start.StartException;
import dev.cairn.replay.TableSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration file: YAML, presets merged under each table's own values, every field
 * checked. All mistakes are reported at once, one line each, with path, value and what is allowed.
 */
public final class ConfigFile {

  /** Presets of a table, with the values their papers publish. */
  public static final List<String> PRESETS = List.of("dqn", "apex", "r2d2", "sac");

  private static final Pattern SPACE = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}");
  private static final YAMLMapper MAPPER =
      YAMLMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          // A text such as "007" must not come back as a number.
          .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .build();

  private ConfigFile() {}

  /**
   * The file, or the demo's own configuration when none is given.
   *
   * @param replay when given, tiers and sampler of the demo's table are replaced
   * @throws StartException when it cannot be read or anything in it is wrong
   */
  public static CairnConfig load(@Nullable Path file, @Nullable Replay replay) {
    if (file == null) {
      return parse("demo.yaml", resource("demo.yaml"), replay);
    }
    try {
      return parse(file.toString(), Files.readString(file, StandardCharsets.UTF_8), replay);
    } catch (NoSuchFileException e) {
      throw new StartException("the configuration file does not exist: file=" + file, e);
    } catch (IOException e) {
      throw new StartException(
          "the configuration file cannot be read: file=" + file + " (" + e + ")", e);
    }
  }

  /** A configuration that comes with Cairn, such as {@code cluster.yaml}. */
  public static CairnConfig shipped(String name) {
    return parse(name, resource(name), null);
  }

  /**
   * Reads a text.
   *
   * @param source name used in messages
   * @param yaml the text
   * @param replay when given, tiers and sampler of the demo's table are replaced
   * @throws StartException when anything in it is wrong
   */
  public static CairnConfig parse(String source, String yaml, @Nullable Replay replay) {
    return parse(source, yaml, replay, Section::new);
  }

  /**
   * The same configuration with other values over its own.
   *
   * @param values what to change, key by key of the file: such as {@code {kafka: {acks: all}}}
   * @throws StartException when anything in it is wrong
   */
  public static CairnConfig over(CairnConfig config, Map<String, Map<String, Object>> values) {
    ObjectNode root = (ObjectNode) tree("configuration", config.yaml());
    mergeOver(root, MAPPER.valueToTree(values));
    return parse("configuration", write(root), null);
  }

  /** As {@link #parse(String, String, Replay)}, through sections of the caller's. */
  static CairnConfig parse(
      String source, String yaml, @Nullable Replay replay, Section.Factory sections) {
    JsonNode root = tree(source, yaml);
    Problems problems = new Problems(source);
    if (!root.isObject()) {
      throw new StartException(source + ": must be a map with a key tables: file=" + source);
    }
    mergePresets((ObjectNode) root, problems);
    if (replay != null) {
      overlay((ObjectNode) root, replay);
    }
    CairnConfig config = read((ObjectNode) root, sections.section("", root, problems));
    problems.throwIfAny();
    return config;
  }

  private static CairnConfig read(ObjectNode root, Section top) {
    String space =
        top.text(
            "space", "cairn", SPACE, "1 to 100 of a-z A-Z 0-9 . - _, not starting with a point");
    List<TableSpec> tables = new ArrayList<>();
    Map<String, Section> sections = top.section("tables").sections();
    if (sections.isEmpty()) {
      top.problem("there must be at least one table", "tables", "(none)");
    }
    sections.forEach(
        (name, section) -> {
          TableSpec table = TableReader.read(name, section);
          if (table != null) {
            tables.add(table);
          }
        });
    Set<String> removed = new TreeSet<>(top.texts("removed_tables"));
    for (String name : removed) {
      if (sections.containsKey(name)) {
        top.problem("must not be a table of this file", "removed_tables", name);
      }
    }
    TopicSettings topics = TopicSettings.read(top.section("topics"));
    Map<String, String> kafka = top.section("kafka").strings();
    Map<String, String> flink =
        new LinkedHashMap<>(top.choice("profile", Profile.LATENCY, Profile.class).flink());
    flink.putAll(top.section("flink").strings());
    DemoSettings demo = DemoSettings.read(top.section("demo"), tables, sections.keySet());
    top.end();
    return new CairnConfig(space, tables, topics, kafka, flink, demo, removed, write(root));
  }

  private static JsonNode tree(String source, String yaml) {
    try {
      return MAPPER.readTree(yaml);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String where = at == null ? "" : " at line " + at.getLineNr();
      String what = e.getOriginalMessage().lines().findFirst().orElse("?");
      throw new StartException(source + ": is not readable YAML" + where + ": " + what, e);
    }
  }

  private static void mergePresets(ObjectNode root, Problems problems) {
    JsonNode tables = root.get("tables");
    if (tables == null || !tables.isObject()) {
      return;
    }
    tables
        .fields()
        .forEachRemaining(
            entry -> {
              JsonNode preset =
                  entry.getValue().isObject()
                      ? ((ObjectNode) entry.getValue()).remove("preset")
                      : null;
              if (preset == null) {
                return;
              }
              if (!PRESETS.contains(preset.asText())) {
                problems.add(
                    "must be one of "
                        + String.join(", ", PRESETS)
                        + Spelling.hint(preset.asText(), PRESETS),
                    "tables." + entry.getKey() + ".preset",
                    preset.asText());
                return;
              }
              String file = "preset-" + preset.asText() + ".yaml";
              ObjectNode merged = (ObjectNode) tree(file, resource(file));
              mergeOver(merged, (ObjectNode) entry.getValue());
              entry.setValue(merged);
            });
  }

  /** Puts every value of {@code over} onto {@code base}, map by map; lists are replaced whole. */
  private static void mergeOver(ObjectNode base, ObjectNode over) {
    over.fields()
        .forEachRemaining(
            entry -> {
              JsonNode below = base.get(entry.getKey());
              if (below instanceof ObjectNode map && entry.getValue() instanceof ObjectNode mine) {
                mergeOver(map, mine);
              } else {
                base.set(entry.getKey(), entry.getValue());
              }
            });
  }

  private static void overlay(ObjectNode root, Replay replay) {
    JsonNode tables = root.get("tables");
    JsonNode first =
        tables == null ? null : tables.elements().hasNext() ? tables.iterator().next() : null;
    JsonNode named = tables == null ? null : tables.get(root.path("demo").path("table").asText(""));
    if ((named == null ? first : named) instanceof ObjectNode table) {
      String file = "replay-" + replay.name().toLowerCase(Locale.ROOT) + ".yaml";
      mergeOver(table, (ObjectNode) tree(file, resource(file)));
    }
  }

  private static String write(ObjectNode root) {
    try {
      return MAPPER.writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = ConfigFile.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(
            "resource is missing: name=" + name + " known=" + new TreeSet<>(PRESETS));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
