package dev.cairn.jobs.chart;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The picture of the memory: how full each tier is, and which priorities it holds. */
public final class TierPicture {

  private static final int WIDTH = 720;
  private static final int HEIGHT = 520;
  private static final double FLOOR = 1e-4;

  private TierPicture() {}

  /**
   * The memory at one time.
   *
   * @param envSteps environment steps then
   * @param live items of each tier
   * @param medians median priority of each tier; empty when not known
   * @param highs 90 % quantile of the priorities of each tier; empty when not known
   */
  public record Snapshot(long envSteps, List<Long> live, List<Float> medians, List<Float> highs) {}

  /** Writes a PNG of two charts side by side; snapshots are in order of time. */
  public static void write(Path file, List<Snapshot> snapshots) throws IOException {
    int tiers = snapshots.stream().mapToInt(s -> s.live().size()).max().orElse(1);
    BufferedImage picture = new BufferedImage(2 * WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = picture.createGraphics();
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, picture.getWidth(), picture.getHeight());
    g.drawImage(BitmapEncoder.getBufferedImage(sizes(snapshots, tiers)), 0, 0, null);
    g.drawImage(BitmapEncoder.getBufferedImage(priorities(snapshots, tiers)), WIDTH, 0, null);
    g.dispose();
    ImageIO.write(picture, "png", file.toFile());
  }

  private static XYChart sizes(List<Snapshot> snapshots, int tiers) {
    XYChart chart = Look.chart("Items held, by tier", "environment steps", "items", WIDTH, HEIGHT);
    chart.getStyler().setDefaultSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Area);
    chart.getStyler().setYAxisDecimalPattern("#,###");
    chart.getStyler().setXAxisMaxLabelCount(7);
    double[] xs = snapshots.stream().mapToDouble(Snapshot::envSteps).toArray();
    if (xs.length == 0) {
      return chart;
    }
    // Stacked by hand: the sum of a tier and those below it, drawn from the largest to the
    // smallest.
    for (int tier = 0; tier < tiers; tier++) {
      int from = tier;
      double[] ys =
          snapshots.stream()
              .mapToDouble(s -> s.live().stream().skip(from).mapToDouble(Long::doubleValue).sum())
              .toArray();
      XYSeries series = chart.addSeries(name(tier), xs, ys);
      series.setMarker(SeriesMarkers.NONE).setLineColor(Look.tier(tier));
      series.setFillColor(Look.tier(tier));
    }
    return chart;
  }

  private static XYChart priorities(List<Snapshot> snapshots, int tiers) {
    XYChart chart =
        Look.chart(
            "Priorities in each tier: median and 90 %",
            "environment steps", "abs(TD error)", WIDTH, HEIGHT);
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setYAxisDecimalPattern("0.####");
    chart.getStyler().setXAxisMaxLabelCount(7);
    List<Snapshot> known = snapshots.stream().filter(s -> !s.medians().isEmpty()).toList();
    double[] xs = known.stream().mapToDouble(Snapshot::envSteps).toArray();
    if (xs.length == 0) {
      return chart;
    }
    for (int tier = 0; tier < tiers; tier++) {
      int t = tier;
      double[] median = known.stream().mapToDouble(s -> at(s.medians(), t)).toArray();
      double[] high = known.stream().mapToDouble(s -> at(s.highs(), t)).toArray();
      chart
          .addSeries(name(tier), xs, median)
          .setMarker(SeriesMarkers.NONE)
          .setLineColor(Look.tier(tier))
          .setLineStyle(Look.line(2.4f));
      chart
          .addSeries(name(tier) + ", 90 %", xs, high)
          .setMarker(SeriesMarkers.NONE)
          .setLineColor(Look.tier(tier))
          .setLineStyle(Look.dashes())
          .setShowInLegend(false);
    }
    return chart;
  }

  private static double at(List<Float> values, int tier) {
    double value = tier < values.size() ? values.get(tier) : Double.NaN;
    return Double.isFinite(value) ? Math.max(FLOOR, value) : Double.NaN;
  }

  private static String name(int tier) {
    return "tier " + tier;
  }
}
