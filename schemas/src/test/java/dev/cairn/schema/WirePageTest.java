package dev.cairn.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds {@code docs/wire-format.md} to schemas, golden files and golden weights. */
class WirePageTest {

  private static final Pattern PROGRAM = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL);

  @Test
  void page_generatedParts_areUpToDate() throws Exception {
    String page = GoldenFiles.text(GoldenFiles.PAGE);
    assertThat(page)
        .as("run WireFormatFiles, which writes these parts anew")
        .isEqualTo(WirePage.rendered(page));
    for (String part : List.of("fingerprints", "fields", "weights", "dumps")) {
      assertThat(page).contains("<!-- generated: " + part + " -->");
    }
  }

  @Test
  void goldenWeights_ofEveryCase_followTheFormula() throws Exception {
    List<String> lines = Files.readAllLines(GoldenFiles.GOLDEN.resolve("weights.csv"));
    assertThat(lines).hasSizeGreaterThan(9);
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      double beta = Double.parseDouble(cells[3]);
      double[] raw =
          Arrays.stream(numbers(cells[5]))
              .map(p -> Math.pow(Double.parseDouble(cells[1]) * p, -beta))
              .toArray();
      double table = Math.pow(Double.parseDouble(cells[1]) * Double.parseDouble(cells[2]), -beta);
      double[] expected = numbers(cells[6]);
      assertThat(expected).as(line).hasSameSizeAs(raw);
      double divisor = divisor(cells[4], raw, table);
      for (int i = 0; i < raw.length; i++) {
        double weight = Double.isNaN(raw[i]) ? 1 : raw[i] / divisor;
        assertThat(weight).as(line).isCloseTo(expected[i], within(1e-12 * expected[i]));
      }
    }
  }

  /** The program on the page reads a golden minibatch and writes the golden chunk. */
  @Test
  void page_exampleProgram_readsAndWritesGoldenRecords(@TempDir Path folder) throws Exception {
    assumeTrue(hasPython(), "python3 is needed to run the example of docs/wire-format.md");
    Matcher program = PROGRAM.matcher(GoldenFiles.text(GoldenFiles.PAGE));
    assertThat(program.find()).isTrue();
    Path file = Files.writeString(folder.resolve("example.py"), program.group(1));
    Process process =
        new ProcessBuilder("python3", file.toString()).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    assertThat(printed).contains("obs (2, 2)").contains("chunk as expected: True");
  }

  private static double divisor(String name, double[] raw, double table) {
    double[] drawn = Arrays.stream(raw).filter(w -> !Double.isNaN(w)).toArray();
    return switch (name) {
      case "none" -> 1;
      case "table" -> table;
      case "batch" -> Arrays.stream(drawn).max().orElse(1);
      case "mean" -> Arrays.stream(drawn).average().orElse(1);
      default -> throw new IllegalArgumentException("no such divisor: divisor=" + name);
    };
  }

  private static double[] numbers(String cell) {
    return Arrays.stream(cell.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }

  private static boolean hasPython() throws InterruptedException {
    try {
      return new ProcessBuilder("python3", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
