package dev.cairn.jobs.chaos.fault;

import dev.cairn.jobs.cluster.Role;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A kind of faults, of which a schedule draws single ones.
 *
 * @param name on the command line and in the history: lower case with hyphens
 * @param source makes one
 */
public record FaultKind(String name, Source source) {

  /** Makes one fault of a kind. */
  @FunctionalInterface
  public interface Source {
    /**
     * @param roles every process there is
     * @param random the only thing that it may depend on beside the roles
     */
    Fault draw(List<Role> roles, SplittableRandom random);
  }

  public FaultKind {
    if (!name.matches("[a-z]+(-[a-z]+)*")) {
      throw new IllegalArgumentException("a kind must be lower case with hyphens: name=" + name);
    }
  }
}
