package dev.cairn.jobs.chart;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The picture of what the agent reached over environment steps. */
public final class LearningCurve {

  private static final int WIDTH = 1000;
  private static final int HEIGHT = 560;
  private static final int WINDOW = 20;
  private static final int MOST_DOTS = 2_000;

  private LearningCurve() {}

  /**
   * One episode or evaluation.
   *
   * @param envSteps environment steps when it was over
   * @param value its return, or the mean return
   */
  public record Point(long envSteps, double value) {}

  /**
   * Writes a PNG.
   *
   * @param episodes returns of the workers' episodes, in order
   * @param evaluations mean returns of greedy evaluations, in order
   * @param goal mean return that counts as solved
   */
  public static void write(
      Path file, String title, List<Point> episodes, List<Point> evaluations, double goal)
      throws IOException {
    XYChart chart = Look.chart(title, "environment steps", "return", WIDTH, HEIGHT);
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setXAxisMin(0.0);
    chart.getStyler().setXAxisMaxLabelCount(13);
    if (!episodes.isEmpty()) {
      List<Point> dots = thin(episodes);
      XYSeries all = chart.addSeries("episodes of the workers", xs(dots), ys(dots));
      all.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
      all.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(Look.PALE);
      XYSeries mean = chart.addSeries("mean of " + WINDOW, xs(dots), ys(thin(means(episodes))));
      mean.setMarker(SeriesMarkers.NONE).setLineColor(Look.BLUE).setLineStyle(Look.line(2.4f));
    }
    if (!evaluations.isEmpty()) {
      XYSeries greedy = chart.addSeries("greedy evaluation", xs(evaluations), ys(evaluations));
      greedy.setMarker(SeriesMarkers.DIAMOND).setMarkerColor(Look.GREEN);
      greedy.setLineColor(Look.GREEN).setLineStyle(Look.line(1.6f));
    }
    double end = Math.max(1, Math.max(last(episodes), last(evaluations)));
    XYSeries solved =
        chart.addSeries(
            "solved: " + Math.round(goal), new double[] {0, end}, new double[] {goal, goal});
    solved.setMarker(SeriesMarkers.NONE).setLineColor(Look.INK).setLineStyle(Look.dashes());
    chart.getStyler().setMarkerSize(5);
    BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
  }

  private static List<Point> means(List<Point> points) {
    double[] sum = new double[points.size() + 1];
    for (int i = 0; i < points.size(); i++) {
      sum[i + 1] = sum[i] + points.get(i).value();
    }
    return java.util.stream.IntStream.range(0, points.size())
        .mapToObj(
            i -> {
              int from = Math.max(0, i + 1 - WINDOW);
              return new Point(points.get(i).envSteps(), (sum[i + 1] - sum[from]) / (i + 1 - from));
            })
        .toList();
  }

  private static List<Point> thin(List<Point> points) {
    int stride = points.size() / MOST_DOTS + 1;
    return java.util.stream.IntStream.range(0, points.size())
        .filter(i -> i % stride == 0 || i == points.size() - 1)
        .mapToObj(points::get)
        .toList();
  }

  private static double last(List<Point> points) {
    return points.isEmpty() ? 0 : points.get(points.size() - 1).envSteps();
  }

  private static double[] xs(List<Point> points) {
    return points.stream().mapToDouble(Point::envSteps).toArray();
  }

  private static double[] ys(List<Point> points) {
    return points.stream().mapToDouble(Point::value).toArray();
  }
}
