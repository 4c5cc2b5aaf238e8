package dev.cairn.jobs.chart;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The picture of how often two agents succeed over environment steps, seed by seed. */
public final class SuccessCurves {

  private static final int WIDTH = 1000;
  private static final int HEIGHT = 560;

  private SuccessCurves() {}

  /**
   * One evaluation.
   *
   * @param envSteps environment steps when it was made
   * @param success in percent
   */
  public record Point(long envSteps, double success) {}

  /**
   * Writes a PNG: each seed pale, the median over seeds strong.
   *
   * @param options curves of the agent with options, one a seed, in order
   * @param flat curves of the flat agent
   * @param goal success asked for, in percent
   */
  public static void write(
      Path file, String title, List<List<Point>> options, List<List<Point>> flat, double goal)
      throws IOException {
    XYChart chart = Look.chart(title, "environment steps", "success, %", WIDTH, HEIGHT);
    chart.getStyler().setYAxisMin(0.0).setYAxisMax(100.0);
    chart.getStyler().setXAxisMin(0.0);
    seeds(chart, "flat", flat, Look.PALE);
    seeds(chart, "options", options, Look.PALE_GREEN);
    median(chart, "flat, median", flat, Look.BLUE);
    median(chart, "options, median", options, Look.GREEN);
    double end = 1;
    for (List<Point> curve : options) {
      end = Math.max(end, curve.isEmpty() ? 0 : curve.get(curve.size() - 1).envSteps());
    }
    XYSeries asked =
        chart.addSeries(
            "asked: " + Math.round(goal), new double[] {0, end}, new double[] {goal, goal});
    asked.setMarker(SeriesMarkers.NONE).setLineColor(Look.INK).setLineStyle(Look.dashes());
    BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
  }

  private static void seeds(XYChart chart, String name, List<List<Point>> curves, Color color) {
    for (int i = 0; i < curves.size(); i++) {
      XYSeries seed = chart.addSeries(name + " " + i, xs(curves.get(i)), ys(curves.get(i)));
      seed.setMarker(SeriesMarkers.NONE).setLineColor(color).setLineStyle(Look.line(1));
      seed.setShowInLegend(false);
    }
  }

  private static void median(XYChart chart, String name, List<List<Point>> curves, Color color) {
    XYSeries median = chart.addSeries(name, xs(medians(curves)), ys(medians(curves)));
    median.setMarker(SeriesMarkers.NONE).setLineColor(color).setLineStyle(Look.line(2.6f));
  }

  /** Median of each curve's evaluation with the same number, as far as all have one. */
  private static List<Point> medians(List<List<Point>> curves) {
    int length = curves.stream().mapToInt(List::size).min().orElse(0);
    List<Point> medians = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      int place = i;
      double[] steps = curves.stream().mapToDouble(c -> c.get(place).envSteps()).toArray();
      double[] values = curves.stream().mapToDouble(c -> c.get(place).success()).toArray();
      medians.add(new Point(Math.round(median(steps)), median(values)));
    }
    return medians;
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    int half = values.length / 2;
    return values.length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
  }

  private static double[] xs(List<Point> points) {
    return points.stream().mapToDouble(Point::envSteps).toArray();
  }

  private static double[] ys(List<Point> points) {
    return points.stream().mapToDouble(Point::success).toArray();
  }
}
