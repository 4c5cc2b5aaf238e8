package dev.cairn.jobs.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tests and scripts that pages name are there. */
class TestingPageTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|ITCase))(?:\\.(\\w+))?`");
  private static final Pattern SCRIPT = Pattern.compile("`(scripts/[\\w-]+)");

  @ParameterizedTest
  @ValueSource(strings = {"testing", "reliability", "security"})
  void page_testsAndScriptsItNames_exist(String name) throws IOException {
    String page = Files.readString(ROOT.resolve("docs/" + name + ".md"));
    Map<String, String> sources = testSources();
    List<String> missing = new ArrayList<>();
    List<MatchResult> tests = TEST.matcher(page).results().toList();
    for (MatchResult test : tests) {
      String source = sources.getOrDefault(test.group(1), "");
      String method = test.group(2);
      if (source.isEmpty() || (method != null && !source.contains("void " + method + "("))) {
        missing.add(test.group());
      }
    }
    SCRIPT
        .matcher(page)
        .results()
        .filter(script -> !Files.isExecutable(ROOT.resolve(script.group(1))))
        .forEach(script -> missing.add(script.group(1)));
    assertThat(tests).hasSizeGreaterThan(9);
    assertThat(missing).isEmpty();
  }

  private static Map<String, String> testSources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    for (String module :
        List.of(
            "schemas",
            "operators/core",
            "operators/flink",
            "clients/java",
            "jobs",
            "jobs/job-jar")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          String test = file.getFileName().toString().replace(".java", "");
          sources.merge(test, Files.readString(file), String::concat);
        }
      }
    }
    return sources;
  }
}
