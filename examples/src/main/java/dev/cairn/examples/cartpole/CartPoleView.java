package dev.cairn.examples.cartpole;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;

/**
 * Draws CartPole: track with its limits, cart and pole to scale. Few flat colours, so that frames
 * fit the palette of a GIF. Needs no display. Thread-safe.
 */
public final class CartPoleView {

  private static final Color SKY = new Color(0xF7F5F0);
  private static final Color GROUND = new Color(0xE4DFD3);
  private static final Color TRACK = new Color(0x8C8577);
  private static final Color LIMIT = new Color(0xC8553D);
  private static final Color CART = new Color(0x2F4858);
  private static final Color WHEEL = new Color(0x1B2A33);
  private static final Color POLE = new Color(0xD9A441);
  private static final Color AXLE = new Color(0xF7F5F0);
  private static final Color TEXT = new Color(0x4A4A4A);

  /** Metres shown to each side of the centre: a little more than where an episode ends. */
  private static final double HALF_WIDTH_METRES = 2.75;

  private static final double POLE_METRES = 1.0;

  private final int width;
  private final int height;
  private final double scale;
  private final double trackY;

  /**
   * @param width pixels, >= 100
   * @param height pixels, >= 60; the pole needs about {@code width / 4} above the track
   */
  public CartPoleView(int width, int height) {
    if (width < 100 || height < 60) {
      throw new IllegalArgumentException(
          "a frame must be at least 100 x 60 pixels: width=" + width + " height=" + height);
    }
    this.width = width;
    this.height = height;
    this.scale = width / (2 * HALF_WIDTH_METRES);
    this.trackY = height * 0.8;
  }

  /** A new image of one state, as {@link #drawFrame(Graphics2D, float[], String)} draws it. */
  public BufferedImage frame(float[] observation, String caption) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      drawFrame(graphics, observation, caption);
    } finally {
      graphics.dispose();
    }
    return image;
  }

  /**
   * Draws one state over the whole frame.
   *
   * @param observation of {@link CartPole}: position in [0], angle in [2]
   * @param caption a short line for the upper left corner; may be empty
   */
  public void drawFrame(Graphics2D graphics, float[] observation, String caption) {
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.setColor(SKY);
    graphics.fillRect(0, 0, width, height);
    drawTrack(graphics);
    drawCart(graphics, width / 2.0 + observation[0] * scale, observation[2]);
    if (!caption.isEmpty()) {
      graphics.setColor(TEXT);
      graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, Math.max(10, height / 16)));
      graphics.drawString(caption, width / 40, height / 40 + Math.max(10, height / 16));
    }
  }

  private void drawTrack(Graphics2D graphics) {
    graphics.setColor(GROUND);
    graphics.fillRect(0, (int) trackY, width, height - (int) trackY);
    graphics.setColor(TRACK);
    graphics.setStroke(new BasicStroke(stroke(0.02)));
    graphics.draw(new Line2D.Double(0, trackY, width, trackY));
    graphics.setColor(LIMIT);
    for (int side = -1; side <= 1; side += 2) {
      double x = width / 2.0 + side * CartPole.MAX_POSITION * scale;
      graphics.draw(new Line2D.Double(x, trackY - 0.12 * scale, x, trackY + 0.12 * scale));
    }
  }

  private void drawCart(Graphics2D graphics, double x, double angle) {
    double cartWidth = 0.5 * scale;
    double cartHeight = 0.24 * scale;
    double wheel = 0.13 * scale;
    double bottom = trackY - wheel * 0.6;
    double axleY = bottom - cartHeight * 0.75;
    graphics.setColor(CART);
    graphics.fill(
        new RoundRectangle2D.Double(
            x - cartWidth / 2,
            bottom - cartHeight,
            cartWidth,
            cartHeight,
            0.08 * scale,
            0.08 * scale));
    graphics.setColor(WHEEL);
    graphics.fill(circle(x - cartWidth * 0.28, trackY - wheel / 2, wheel));
    graphics.fill(circle(x + cartWidth * 0.28, trackY - wheel / 2, wheel));
    graphics.setColor(POLE);
    graphics.setStroke(
        new BasicStroke(stroke(0.08), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    double length = POLE_METRES * scale;
    graphics.draw(
        new Line2D.Double(
            x, axleY, x + Math.sin(angle) * length, axleY - Math.cos(angle) * length));
    graphics.setColor(AXLE);
    graphics.fill(circle(x, axleY, 0.05 * scale));
  }

  private static Ellipse2D circle(double x, double y, double diameter) {
    return new Ellipse2D.Double(x - diameter / 2, y - diameter / 2, diameter, diameter);
  }

  private float stroke(double metres) {
    return (float) Math.max(1, metres * scale);
  }
}
