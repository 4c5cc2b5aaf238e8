package dev.cairn.jobs.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.jobs.cli.ReadableErrors;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The Java sides of {@code scripts/bench}, one a process. A side prints one line of JSON when it is
 * ready; then it reads a line {@code window SECONDS MODE}, works for so long and prints a line of
 * JSON with its figures, again and again until its input ends. Peers in other languages do the
 * same.
 */
@Command(
    name = "side",
    description = "One side of a comparison; started by scripts/bench.",
    subcommands = {
      ServeSide.Start.class,
      LoadSide.Start.class,
      KafkaSide.Start.class,
      EchoSide.Start.class,
      CopySide.Start.class,
      RestoreSide.Start.class,
      CoreSide.Start.class
    },
    mixinStandardHelpOptions = true)
public final class Sides {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Sides() {}

  /** Runs the side that the arguments name. */
  public static void main(String[] args) {
    System.setProperty("java.awt.headless", "true");
    System.exit(
        new CommandLine(new Sides())
            .setExecutionExceptionHandler(ReadableErrors::failure)
            .execute(args));
  }

  /** Serves windows until the input ends. */
  static int serve(Side side) throws Exception {
    try (side) {
      Map<String, Object> ready = new LinkedHashMap<>(side.facts());
      ready.put("ready", true);
      print(ready);
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] words = line.split(" ", -1);
        print(side.window(Double.parseDouble(words[1]), words[2]));
      }
    }
    return CommandLine.ExitCode.OK;
  }

  private static void print(Map<String, ?> line) throws IOException {
    System.out.println(JSON.writeValueAsString(line));
    System.out.flush();
  }
}
