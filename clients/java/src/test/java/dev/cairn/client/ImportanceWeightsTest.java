package dev.cairn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.client.ImportanceWeights.Divisor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ImportanceWeightsTest {

  /** The same vectors that docs/wire-format.md shows: every client is held to them. */
  private static final Path GOLDEN = Path.of("../../schemas/src/test/resources/golden/weights.csv");

  @Test
  void of_goldenVectors_givesTheirWeights() throws Exception {
    List<String> lines = Files.readAllLines(GOLDEN);
    assertThat(lines).hasSizeGreaterThan(10);
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = line.split(",", -1);
      float[] weights =
          ImportanceWeights.of(
              numbers(fields[5]),
              Long.parseLong(fields[1]),
              Double.parseDouble(fields[2]),
              Double.parseDouble(fields[3]),
              Divisor.valueOf(fields[4].toUpperCase(Locale.ROOT)));
      double[] expected = numbers(fields[6]);
      assertThat(weights).as(line).hasSameSizeAs(expected);
      for (int i = 0; i < weights.length; i++) {
        assertThat((double) weights[i]).as(line).isCloseTo(expected[i], within(1e-6 * expected[i]));
      }
    }
  }

  @Test
  void of_tableOfTwoWeights_correctsTheMeanExactly() {
    // P = 0.9, 0.1 over two items: sum P w x = (1/N) sum x only if w = 1 / (N P).
    double[] p = {0.9, 0.1};
    float[] w = ImportanceWeights.of(p, 2, 0.1, 1, Divisor.NONE);
    assertThat(p[0] * w[0] * 3 + p[1] * w[1] * 7).isCloseTo(5, within(1e-6));
  }

  private static double[] numbers(String field) {
    return Arrays.stream(field.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }
}
