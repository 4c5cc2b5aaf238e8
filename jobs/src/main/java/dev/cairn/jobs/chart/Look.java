package dev.cairn.jobs.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;

/** What all pictures look like. */
final class Look {

  static final Color INK = new Color(0x26323a);
  static final Color FAINT = new Color(0xdfe5e8);
  static final Color PALE = new Color(0xb4c7d3);
  static final Color BLUE = new Color(0x1f5f8b);
  static final Color GREEN = new Color(0x2a9d8f);
  static final Color PALE_GREEN = new Color(0xbfe0dc);

  /** Colours of tiers, the most important first. */
  private static final Color[] TIERS = {
    new Color(0xd1495b), new Color(0xedae49), new Color(0x66a5ad), new Color(0x003d5b)
  };

  private Look() {}

  static Color tier(int tier) {
    return TIERS[Math.min(tier, TIERS.length - 1)];
  }

  static BasicStroke line(float width) {
    return new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  }

  static BasicStroke dashes() {
    return new BasicStroke(
        1.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {6, 5}, 0);
  }

  static XYChart chart(String title, String xAxis, String yAxis, int width, int height) {
    XYChart chart =
        new XYChartBuilder()
            .title(title)
            .xAxisTitle(xAxis)
            .yAxisTitle(yAxis)
            .width(width)
            .height(height)
            .build();
    var styler = chart.getStyler();
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(FAINT);
    styler.setPlotGridVerticalLinesVisible(false);
    styler.setPlotGridLinesStroke(line(1));
    styler.setAxisTicksLineVisible(false);
    styler.setChartFontColor(INK);
    styler.setAxisTickLabelsColor(INK);
    styler.setChartTitleBoxVisible(false);
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 17));
    styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    styler.setLegendBorderColor(Color.WHITE);
    styler.setLegendPosition(Styler.LegendPosition.OutsideS);
    styler.setLegendLayout(Styler.LegendLayout.Horizontal);
    styler.setXAxisDecimalPattern("#,###");
    styler.setChartPadding(14);
    styler.setAntiAlias(true);
    return chart;
  }
}
