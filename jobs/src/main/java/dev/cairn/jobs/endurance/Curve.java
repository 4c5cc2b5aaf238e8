package dev.cairn.jobs.endurance;

import dev.cairn.jobs.start.StartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Greedy evaluations of a training run, kept in a file as they come. Not thread-safe. */
final class Curve {

  private static final String HEADER = "env_steps,seconds,return";

  /**
   * An evaluation.
   *
   * @param envSteps environment steps that the memory had received
   * @param seconds since the run began
   * @param value mean return of 20 greedy episodes
   */
  record Point(long envSteps, double seconds, double value) {}

  private final Path file;
  private final List<Point> points = new ArrayList<>();

  /** A new curve. */
  Curve(Path file) {
    this.file = file;
    write(HEADER);
  }

  /**
   * The evaluations in a file.
   *
   * @throws StartException when it cannot be read
   */
  static List<Point> read(Path file) {
    try {
      return Files.readAllLines(file).stream()
          .skip(1)
          .map(line -> line.split(",", -1))
          .map(
              cells ->
                  new Point(
                      Long.parseLong(cells[0]),
                      Double.parseDouble(cells[1]),
                      Double.parseDouble(cells[2])))
          .toList();
    } catch (IOException | RuntimeException e) {
      throw new StartException("the curve cannot be read: file=" + file + " (" + e + ")", e);
    }
  }

  void add(Point point) {
    points.add(point);
    write(
        String.format(
            Locale.ROOT, "%d,%.1f,%.2f", point.envSteps(), point.seconds(), point.value()));
  }

  List<Point> points() {
    return List.copyOf(points);
  }

  private void write(String line) {
    try {
      Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("the curve cannot be written: file=" + file, e);
    }
  }
}
