package dev.cairn.examples.cartpole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

class CartPoleViewTest {

  private static final int POLE = 0xD9A441;

  private final CartPoleView view = new CartPoleView(480, 240);

  @Test
  void frame_poleLeansRight_drawnRightOfUprightPole() {
    double upright = meanX(view.frame(new float[] {0, 0, 0, 0}, ""));
    double right = meanX(view.frame(new float[] {0, 0, 0.2f, 0}, ""));
    double left = meanX(view.frame(new float[] {0, 0, -0.2f, 0}, ""));
    assertThat(upright).isBetween(236.0, 244.0);
    assertThat(right).isGreaterThan(upright + 4);
    assertThat(left).isLessThan(upright - 4);
  }

  @Test
  void frame_cartMovesRight_drawnToScale() {
    double centre = meanX(view.frame(new float[] {0, 0, 0, 0}, ""));
    double moved = meanX(view.frame(new float[] {1, 0, 0, 0}, ""));
    // 480 pixels show 5.5 m.
    assertThat(moved - centre).isBetween(86.0, 89.0);
  }

  @Test
  void frame_caption_changesThePicture() {
    BufferedImage without = view.frame(new float[] {0, 0, 0, 0}, "");
    BufferedImage with = view.frame(new float[] {0, 0, 0, 0}, "return 500");
    boolean differs = false;
    for (int x = 0; x < 120; x++) {
      for (int y = 0; y < 40; y++) {
        differs |= without.getRGB(x, y) != with.getRGB(x, y);
      }
    }
    assertThat(differs).isTrue();
  }

  @Test
  void new_tooSmall_refused() {
    assertThatThrownBy(() -> new CartPoleView(50, 240)).hasMessageContaining("width=50");
  }

  private static double meanX(BufferedImage image) {
    double sum = 0;
    int count = 0;
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        if ((image.getRGB(x, y) & 0xffffff) == POLE) {
          sum += x;
          count++;
        }
      }
    }
    assertThat(count).isPositive();
    return sum / count;
  }
}
