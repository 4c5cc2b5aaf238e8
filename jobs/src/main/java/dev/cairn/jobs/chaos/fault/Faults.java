package dev.cairn.jobs.chaos.fault;

import dev.cairn.jobs.start.StartException;
import java.util.List;
import java.util.stream.Stream;

/** Every kind of fault there is. */
public final class Faults {

  private static final List<FaultKind> USUAL = List.copyOf(ProcessFaults.usual());
  private static final List<FaultKind> ON_REQUEST = List.copyOf(ProcessFaults.onRequest());

  private Faults() {}

  /** Kinds of which a schedule is made when none are named. */
  public static List<FaultKind> usual() {
    return USUAL;
  }

  /** All of them, also those that have to be named. */
  public static List<FaultKind> all() {
    return Stream.concat(USUAL.stream(), ON_REQUEST.stream()).toList();
  }

  /**
   * The kind of a name.
   *
   * @throws StartException when there is none
   */
  public static FaultKind named(String name) {
    return all().stream()
        .filter(kind -> kind.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new StartException(
                    "a kind of fault must be one of "
                        + String.join(", ", all().stream().map(FaultKind::name).toList())
                        + ": --only="
                        + name));
  }
}
