package dev.cairn.jobs.cli;

import dev.cairn.examples.dqn.PolicySnapshot;
import dev.cairn.jobs.demo.Playback;
import dev.cairn.jobs.demo.PolicyFile;
import dev.cairn.jobs.demo.RunFolder;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cairn play}. */
@Command(
    name = "play",
    description =
        "Shows the policy that a demo saved: an animated GIF of an episode, and its return.",
    mixinStandardHelpOptions = true)
public final class PlayCommand implements Callable<Integer> {

  @Parameters(paramLabel = "DIR", description = "Folder of a finished cairn demo.")
  private Path directory = Path.of(".");

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Decides the start of the episode (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() throws Exception {
    RunFolder folder = new RunFolder(directory);
    PolicySnapshot policy = PolicyFile.read(folder.policy());
    double result = Playback.play(policy.network(), seed, folder.animation());
    System.out.printf(Locale.ROOT, "return %.0f  %s%n", result, folder.animation());
    return CommandLine.ExitCode.OK;
  }
}
