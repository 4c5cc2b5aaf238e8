package dev.cairn.jobs.chart;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The picture of a learning curve under faults beside one without. */
public final class CurvesBeside {

  private static final int WIDTH = 1000;
  private static final int HEIGHT = 560;
  private static final int WINDOW = 10;

  private CurvesBeside() {}

  /**
   * Writes a PNG: each evaluation pale, means of ten of them strong, each fault a mark on the axis.
   *
   * @param disturbed evaluations of the run with faults, in order; may be empty
   * @param undisturbed of the run without; may be empty
   * @param faults environment steps at which they happened
   * @param goal mean return that counts as solved
   */
  public static void write(
      Path file,
      String title,
      List<LearningCurve.Point> disturbed,
      List<LearningCurve.Point> undisturbed,
      List<Long> faults,
      double goal)
      throws IOException {
    XYChart chart = Look.chart(title, "environment steps", "greedy return", WIDTH, HEIGHT);
    chart.getStyler().setYAxisMin(0.0).setYAxisMax(510.0);
    chart.getStyler().setXAxisMin(0.0);
    chart.getStyler().setMarkerSize(4);
    curve(chart, "undisturbed", undisturbed, new Strokes(Look.PALE, Look.BLUE));
    curve(chart, "with faults", disturbed, new Strokes(Look.PALE_GREEN, Look.GREEN));
    if (!faults.isEmpty()) {
      double[] at = faults.stream().mapToDouble(Long::doubleValue).toArray();
      XYSeries marks = chart.addSeries("fault", at, new double[at.length]);
      marks.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
      marks.setMarker(SeriesMarkers.TRIANGLE_UP).setMarkerColor(Look.tier(0));
    }
    double end = Math.max(1, Math.max(last(disturbed), last(undisturbed)));
    XYSeries solved =
        chart.addSeries(
            "solved: " + Math.round(goal), new double[] {0, end}, new double[] {goal, goal});
    solved.setMarker(SeriesMarkers.NONE).setLineColor(Look.INK).setLineStyle(Look.dashes());
    BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
  }

  private record Strokes(java.awt.Color pale, java.awt.Color strong) {}

  private static void curve(
      XYChart chart, String name, List<LearningCurve.Point> points, Strokes strokes) {
    if (points.isEmpty()) {
      return;
    }
    double[] xs = points.stream().mapToDouble(LearningCurve.Point::envSteps).toArray();
    double[] ys = points.stream().mapToDouble(LearningCurve.Point::value).toArray();
    XYSeries dots = chart.addSeries(name + ", each evaluation", xs, ys);
    dots.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
    dots.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(strokes.pale()).setShowInLegend(false);
    double[] means = IntStream.range(0, ys.length).mapToDouble(i -> mean(ys, i)).toArray();
    XYSeries line = chart.addSeries(name + ", mean of " + WINDOW, xs, means);
    line.setMarker(SeriesMarkers.NONE).setLineColor(strokes.strong()).setLineStyle(Look.line(2.4f));
  }

  private static double mean(double[] values, int end) {
    int from = Math.max(0, end + 1 - WINDOW);
    return IntStream.rangeClosed(from, end).mapToDouble(i -> values[i]).average().orElse(0);
  }

  private static double last(List<LearningCurve.Point> points) {
    return points.isEmpty() ? 0 : points.get(points.size() - 1).envSteps();
  }
}
