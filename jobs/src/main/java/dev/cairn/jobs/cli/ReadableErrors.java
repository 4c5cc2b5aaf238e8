package dev.cairn.jobs.cli;

import dev.cairn.jobs.start.KafkaProblem;
import dev.cairn.jobs.start.StartException;
import java.io.PrintWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns whatever goes wrong into readable lines on standard error, without a stack trace. */
public final class ReadableErrors {

  private ReadableErrors() {}

  /** A wrong option or argument: one line; exit code 2. */
  public static int usage(ParameterException e, String[] args) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    String what = firstLine(e);
    e.getCommandLine().getErr().println("cairn: " + what + " (see " + command + " --help)");
    return CommandLine.ExitCode.USAGE;
  }

  /** A failure of a command; exit code 1. */
  public static int failure(Exception e, CommandLine command, ParseResult result) {
    PrintWriter err = command.getErr();
    if (e instanceof StartException) {
      String.valueOf(e.getMessage()).lines().forEach(line -> err.println("cairn: " + line));
    } else {
      Logger log = LoggerFactory.getLogger(ReadableErrors.class);
      log.error("the command failed: command={}", command.getCommandName(), e);
      err.println(
          "cairn: "
              + command.getCommandName()
              + " failed: "
              + e.getClass().getSimpleName()
              + ": "
              + KafkaProblem.of(e)
              + " (details are in "
              + LogFile.current()
              + ")");
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
