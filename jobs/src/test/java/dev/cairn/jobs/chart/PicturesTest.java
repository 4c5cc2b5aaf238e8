package dev.cairn.jobs.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.NodeList;

class PicturesTest {

  static {
    System.setProperty("java.awt.headless", "true");
  }

  @TempDir private Path directory;

  @Test
  void animatedGif_frames_comeBackWithTheirDelayAndRepeat() throws Exception {
    Path file = directory.resolve("a.gif");
    try (AnimatedGif gif = new AnimatedGif(file, 40)) {
      gif.add(filled(Color.RED));
      gif.add(filled(Color.BLUE));
      gif.add(filled(Color.GREEN));
    }

    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      reader.setInput(in);
      assertThat(reader.getNumImages(true)).isEqualTo(3);
      assertThat(new Color(reader.read(1).getRGB(3, 3))).isEqualTo(Color.BLUE);
      IIOMetadataNode root =
          (IIOMetadataNode) reader.getImageMetadata(0).getAsTree("javax_imageio_gif_image_1.0");
      assertThat(attribute(root, "GraphicControlExtension", "delayTime")).isEqualTo("4");
      assertThat(attribute(root, "ApplicationExtension", "applicationID")).isEqualTo("NETSCAPE");
    }
  }

  @Test
  void learningCurve_points_areDrawn() throws Exception {
    List<LearningCurve.Point> episodes = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      episodes.add(new LearningCurve.Point(100L * i, i));
    }
    Path file = directory.resolve("curve.png");

    LearningCurve.write(
        file, "CartPole", episodes, List.of(new LearningCurve.Point(20_000, 480)), 475);

    BufferedImage picture = ImageIO.read(file.toFile());
    assertThat(picture.getWidth()).isEqualTo(1000);
    assertThat(count(picture, Look.BLUE)).isGreaterThan(100);
    assertThat(count(picture, Look.GREEN)).isGreaterThan(5);
  }

  @Test
  void learningCurve_nothing_isStillAPicture() throws Exception {
    Path file = directory.resolve("curve.png");

    LearningCurve.write(file, "CartPole", List.of(), List.of(), 475);

    assertThat(ImageIO.read(file.toFile()).getHeight()).isEqualTo(560);
  }

  @Test
  void curvesBeside_twoRunsAndFaults_areDrawn() throws Exception {
    List<LearningCurve.Point> one = new ArrayList<>();
    List<LearningCurve.Point> other = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      one.add(new LearningCurve.Point(100L * i, i));
      other.add(new LearningCurve.Point(100L * i, 200 + i));
    }
    Path file = directory.resolve("beside.png");

    CurvesBeside.write(file, "CartPole", one, other, List.of(1_000L, 5_000L), 475);

    BufferedImage picture = ImageIO.read(file.toFile());
    assertThat(count(picture, Look.BLUE)).isGreaterThan(100);
    assertThat(count(picture, Look.GREEN)).isGreaterThan(100);
    assertThat(count(picture, Look.tier(0))).isGreaterThan(5);
  }

  @Test
  void successCurves_seedsOfTwoAgents_areDrawn() throws Exception {
    List<List<SuccessCurves.Point>> rising = new ArrayList<>();
    List<List<SuccessCurves.Point>> falling = new ArrayList<>();
    for (int seed = 0; seed < 3; seed++) {
      List<SuccessCurves.Point> up = new ArrayList<>();
      List<SuccessCurves.Point> down = new ArrayList<>();
      for (int i = 0; i <= 10; i++) {
        up.add(new SuccessCurves.Point(100L * i, 9.0 * i + seed));
        down.add(new SuccessCurves.Point(100L * i, 99 - 9.0 * i + seed));
      }
      rising.add(up);
      falling.add(down.subList(0, 11 - seed));
    }
    Path file = directory.resolve("success.png");

    SuccessCurves.write(file, "Four rooms", rising, falling, 95);

    BufferedImage picture = ImageIO.read(file.toFile());
    assertThat(picture.getWidth()).isEqualTo(1000);
    assertThat(count(picture, Look.GREEN)).isGreaterThan(100);
    assertThat(count(picture, Look.BLUE)).isGreaterThan(100);
  }

  @Test
  void tierPicture_snapshots_areDrawn() throws Exception {
    Path file = directory.resolve("tiers.png");

    TierPicture.write(
        file,
        List.of(
            new TierPicture.Snapshot(0, List.of(0L, 0L, 0L), List.of(), List.of()),
            new TierPicture.Snapshot(
                100, List.of(10L, 20L, 30L), List.of(1f, 0.5f, 0.1f), List.of(2f, 1f, 0.3f)),
            new TierPicture.Snapshot(
                200, List.of(20L, 30L, 50L), List.of(1f, 0f, Float.NaN), List.of(2f, 1f, 0.3f))));

    BufferedImage picture = ImageIO.read(file.toFile());
    for (int tier = 0; tier < 3; tier++) {
      assertThat(count(picture, Look.tier(tier))).isGreaterThan(100);
    }
  }

  @Test
  void tierPicture_nothing_isStillAPicture() throws Exception {
    Path file = directory.resolve("tiers.png");

    TierPicture.write(file, List.of());

    assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(1440);
  }

  private static BufferedImage filled(Color color) {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64; i++) {
      image.setRGB(i % 8, i / 8, color.getRGB());
    }
    return image;
  }

  private static String attribute(IIOMetadataNode root, String element, String name) {
    NodeList nodes = root.getElementsByTagName(element);
    return ((IIOMetadataNode) nodes.item(0)).getAttribute(name);
  }

  private static int count(BufferedImage picture, Color color) {
    int count = 0;
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        if (new Color(picture.getRGB(x, y)).equals(color)) {
          count++;
        }
      }
    }
    return count;
  }
}
