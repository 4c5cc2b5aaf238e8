package dev.cairn.jobs.chaos.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A file that is not as it was written; closing it puts it right. */
public final class Damage implements AutoCloseable {

  private final String what;
  private final Path file;
  private final byte[] before;

  private Damage(String what, Path file) {
    this.what = what;
    this.file = file;
    try {
      this.before = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** It is gone. */
  public static Damage missing(Path file) {
    Damage damage = new Damage("missing", file);
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return damage;
  }

  /** It ends in the middle. */
  public static Damage cut(Path file) {
    Damage damage = new Damage("cut short", file);
    damage.write(Arrays.copyOf(damage.before, damage.before.length / 2));
    return damage;
  }

  /**
   * One bit of it is another.
   *
   * @param where in [0, 1): first to last byte
   */
  public static Damage flipped(Path file, double where) {
    Damage damage = new Damage("a bit flipped", file);
    byte[] bytes = damage.before.clone();
    bytes[(int) (where * bytes.length)] ^= 1;
    damage.write(bytes);
    return damage;
  }

  /** What was done to it. */
  public String what() {
    return what;
  }

  /** To which file. */
  public Path file() {
    return file;
  }

  private void write(byte[] bytes) {
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    write(before);
  }
}
