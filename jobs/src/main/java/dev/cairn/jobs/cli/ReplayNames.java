package dev.cairn.jobs.cli;

import dev.cairn.jobs.config.Replay;
import java.util.Arrays;
import java.util.Iterator;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Kinds of replay as they are typed. */
final class ReplayNames implements ITypeConverter<Replay>, Iterable<String> {

  @Override
  public Replay convert(String text) {
    for (Replay replay : Replay.values()) {
      if (replay.label().equals(text)) {
        return replay;
      }
    }
    throw new TypeConversionException("must be uniform, prioritized or tiered: " + text);
  }

  @Override
  public Iterator<String> iterator() {
    return Arrays.stream(Replay.values()).map(Replay::label).iterator();
  }
}
