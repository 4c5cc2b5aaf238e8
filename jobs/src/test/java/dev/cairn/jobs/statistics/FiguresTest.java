package dev.cairn.jobs.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What the statistics rest on. */
class FiguresTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Figures figures = new Figures(new PrintStream(bytes, true, StandardCharsets.UTF_8));

  @Test
  void figures_outsideOfTheirBounds_failAndAreCounted() {
    figures.between("between", 1, 0, 1);
    figures.between("nothing", Double.NaN, 0, 1);
    figures.atMost("most", 2, 1);
    figures.atLeast("least", 1, 2);
    figures.exactly("exactly", 1, 2);
    assertThat(figures.failed()).isEqualTo(5);
    figures.atMost("holds", 1, 1);
    figures.summary();
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .endsWith("5 of 6 figures are OUTSIDE of their bounds.\n");
  }

  @Test
  void figures_withinTheirBounds_hold() {
    figures.between("between", 0.5, 0, 1);
    figures.atMost("most", 1, 1);
    figures.atLeast("least", 2, 2);
    figures.exactly("exactly", 2, 2);
    figures.summary();
    assertThat(figures.failed()).isZero();
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .endsWith("All 4 figures are within their bounds.\n");
  }

  @Test
  void p_ofManyDegrees_isThatOfTheTables() {
    // Quantiles of chi-square with 100 degrees of freedom: 118.498 at 0.10, 82.358 at 0.90.
    assertThat(p(118.498)).isCloseTo(0.1, within(1e-3));
    assertThat(p(82.358)).isCloseTo(0.9, within(1e-3));
    assertThat(ChiSquareP.upperTail(1.959964)).isCloseTo(0.025, within(1e-6));
  }

  /** Of 101 cells, one of which is off so much that the statistic is the given one. */
  private static double p(double statistic) {
    long[] observed = new long[101];
    double[] expected = new double[101];
    Arrays.fill(expected, 1);
    Arrays.fill(observed, 1);
    observed[0] = 0;
    expected[0] = statistic;
    return ChiSquareP.of(observed, expected);
  }
}
