package dev.cairn.jobs.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.jobs.config.ConfigurationKeys;
import dev.cairn.jobs.config.KeyReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/configuration.md} and the complete example to the readers. */
class ConfigurationPageTest {

  private static final Pattern LINK =
      Pattern.compile("\\]\\(([a-z-]*(?:\\.[a-z]+)?)(#[a-z0-9-]+)?\\)");

  /** Keys of the example that are not at their defaults, or have none; their comments say so. */
  private static final Set<String> OTHERS =
      Set.of(
          "tables.<name>.capacity.items",
          "tables.<name>.capacity.bytes",
          "tables.<name>.columns.<name>.dtype",
          "tables.<name>.columns.<name>.shape",
          "tables.<name>.columns.<name>.observation",
          "tables.<name>.tiers",
          "tables.<name>.tiers[].threshold",
          "tables.<name>.tiers[].share",
          "tables.<name>.tiers[].capacity_share",
          "tables.<name>.limiter.min_size",
          "kafka");

  @Test
  void page_isUpToDate() throws IOException {
    assertThat(Files.readString(ConfigurationFiles.PAGE))
        .as("run ConfigurationFiles, which writes the page anew")
        .isEqualTo(ConfigurationPage.rendered());
  }

  @Test
  void descriptions_areOfEveryKeyAndOfNothingElse() throws IOException {
    assertThat(ConfigurationPage.gaps()).isEmpty();
  }

  /** A word that no sample takes may have keys that nothing has read. */
  @Test
  void samples_takeEveryWordOfEveryChoice() {
    List<String> untaken = new ArrayList<>();
    ConfigurationKeys.read()
        .forEach(
            (path, readings) -> {
              if (readings.get(0).type().equals("word")) {
                Set<String> words = new TreeSet<>(List.of(readings.get(0).choices().split(", ")));
                readings.forEach(reading -> words.remove("`" + reading.value() + "`"));
                words.forEach(word -> untaken.add(path + "=" + word));
              }
            });
    assertThat(untaken).isEmpty();
  }

  @Test
  void page_linksPointAtHeadings() throws IOException {
    String page = Files.readString(ConfigurationFiles.PAGE);
    List<String> broken = new ArrayList<>();
    for (MatchResult link : LINK.matcher(page).results().toList()) {
      Path target =
          link.group(1).isEmpty()
              ? ConfigurationFiles.PAGE
              : ConfigurationFiles.PAGE.resolveSibling(link.group(1));
      if (!Files.exists(target)
          || (link.group(2) != null && !anchors(target).contains(link.group(2)))) {
        broken.add(link.group());
      }
    }
    assertThat(broken).isEmpty();
  }

  private static Set<String> anchors(Path page) throws IOException {
    return Files.readAllLines(page).stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
        .map(title -> "#" + title.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  @Test
  void example_hasEveryKeyAtItsDefault() throws IOException {
    String yaml = Files.readString(ConfigurationFiles.EXAMPLE);

    List<KeyReading> notes = ConfigurationKeys.of(yaml);

    Set<String> others =
        notes.stream()
            .filter(note -> !note.value().equals(note.fallback()))
            .filter(note -> !note.fallback().equals("none"))
            .map(KeyReading::path)
            .collect(Collectors.toSet());
    assertThat(others).isEqualTo(OTHERS);
    Map<String, List<KeyReading>> all = ConfigurationKeys.read();
    List<String> missing =
        all.values().stream()
            .map(readings -> readings.get(0).name().replace("[]", ""))
            .filter(
                name ->
                    !Pattern.compile("[ {]" + name + ":|^" + name + ":", Pattern.MULTILINE)
                        .matcher(yaml)
                        .find())
            .toList();
    assertThat(missing).isEmpty();
  }
}
