package dev.cairn.jobs.bench;

import java.util.SplittableRandom;

/**
 * Frames of a made-up game, about as compressible as those of Atari games: a still ground with some
 * structure, eight textured sprites that move by fractions of a pixel a frame and bounce, a score
 * that counts, and 40 pixels of noise anywhere. zstd makes them 12 times smaller one by one, 17
 * times in blocks of 4. Not thread-safe.
 */
final class Screens {

  static final int SIDE = 84;

  private static final int SCORE_ROWS = 10;
  private static final int SPRITES = 8;
  private static final int NOISE = 40;

  private final SplittableRandom random;
  private final byte[] ground = new byte[SIDE * SIDE];
  private final Sprite[] sprites = new Sprite[SPRITES];
  private int score;

  Screens(long seed) {
    random = new SplittableRandom(seed);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        ground[y * SIDE + x] = ground(x, y);
      }
    }
    for (int i = 0; i < SPRITES; i++) {
      sprites[i] = new Sprite(random);
    }
  }

  /** Stripes, and a wall of bricks in rows of their own shade. */
  private static byte ground(int x, int y) {
    if (y < SCORE_ROWS) {
      return 0;
    }
    if (y < 18 || y >= 42) {
      return (byte) (y / 6 % 2 == 0 ? 60 : 90);
    }
    boolean joint = x % 7 == 6 || (y - 18) % 4 == 3;
    return (byte) (joint ? 30 : 100 + (y - 18) / 4 * 20);
  }

  /** So many frames, one after another, that follow on those before. */
  byte[] next(int frames) {
    byte[] pictures = new byte[frames * SIDE * SIDE];
    for (int frame = 0; frame < frames; frame++) {
      draw(pictures, frame * SIDE * SIDE);
    }
    return pictures;
  }

  private void draw(byte[] target, int at) {
    System.arraycopy(ground, 0, target, at, ground.length);
    drawScore(target, at);
    for (Sprite sprite : sprites) {
      sprite.move();
      sprite.draw(target, at);
    }
    for (int i = 0; i < NOISE; i++) {
      target[at + random.nextInt(SIDE * SIDE)] = (byte) random.nextInt(256);
    }
  }

  private void drawScore(byte[] target, int at) {
    int left = score++;
    for (int digit = 4; digit >= 0; digit--, left /= 10) {
      int glyph = left % 10 * 0x9E3779B1;
      for (int pixel = 0; pixel < 24; pixel++) {
        if ((glyph >>> pixel & 1) != 0) {
          target[at + (2 + pixel / 4) * SIDE + 6 + digit * 6 + pixel % 4] = (byte) 200;
        }
      }
    }
  }

  /** A rectangle with a texture, some of it transparent. */
  private static final class Sprite {

    private final int width;
    private final int height;
    private final byte[] texture;
    private double x;
    private double y;
    private double dx;
    private double dy;

    Sprite(SplittableRandom random) {
      width = 4 + random.nextInt(6);
      height = 4 + random.nextInt(6);
      x = random.nextInt(SIDE);
      y = SCORE_ROWS + random.nextInt(SIDE - SCORE_ROWS);
      dx = random.nextDouble() * 4 - 2;
      dy = random.nextDouble() * 4 - 2;
      texture = new byte[width * height];
      for (int i = 0; i < texture.length; i++) {
        texture[i] = (byte) (random.nextInt(10) < 3 ? 0 : 120 + 20 * random.nextInt(6));
      }
    }

    void move() {
      x += dx;
      y += dy;
      dx = x < 0 ? Math.abs(dx) : x > SIDE ? -Math.abs(dx) : dx;
      dy = y < SCORE_ROWS ? Math.abs(dy) : y > SIDE ? -Math.abs(dy) : dy;
    }

    void draw(byte[] target, int at) {
      for (int pixel = 0; pixel < texture.length; pixel++) {
        int column = (int) x + pixel % width;
        int row = (int) y + pixel / width;
        boolean inside = column >= 0 && column < SIDE && row >= 0 && row < SIDE;
        if (inside && texture[pixel] != 0) {
          target[at + row * SIDE + column] = texture[pixel];
        }
      }
    }
  }
}
