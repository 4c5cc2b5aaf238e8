package dev.cairn.replay;

import dev.cairn.replay.remover.AgeRemover;
import dev.cairn.replay.remover.FifoRemover;
import dev.cairn.replay.remover.OrderedRemover;
import dev.cairn.replay.remover.PolicyAgeRemover;
import dev.cairn.replay.remover.Remover;
import dev.cairn.replay.remover.ReservoirRemover;
import dev.cairn.replay.remover.SampledRemover;
import java.io.Serializable;
import java.util.Locale;

/**
 * Which item of the last tier leaves the memory, and when.
 *
 * @param kind the remover
 * @param className for {@code CUSTOM}: a {@link Remover} with a public constructor without
 *     parameters; else empty
 * @param bound for {@code SAMPLED_AT_LEAST} a number of draws in [1, 65535]; for {@code OLDER_THAN}
 *     ms, at least 1; for {@code POLICY_OLDER_THAN} versions, at least 0; else 0
 */
public record RemoverSpec(Kind kind, String className, long bound) implements Serializable {

  /** The oldest item goes when the tier is full. */
  public static final RemoverSpec FIFO = new RemoverSpec(Kind.FIFO, "", 0);

  /** Largest bound of {@code SAMPLED_AT_LEAST}: draws of an item are counted up to here. */
  public static final int MAX_SAMPLED = 65_535;

  /**
   * @throws IllegalArgumentException when a parameter is out of its range or of another kind
   */
  public RemoverSpec {
    if (kind == Kind.CUSTOM == className.isEmpty()) {
      throw new IllegalArgumentException(
          "class must be given for kind custom, and only there: kind="
              + kind.name().toLowerCase(Locale.ROOT)
              + " class="
              + className);
    }
    switch (kind) {
      case SAMPLED_AT_LEAST -> require("times", bound, 1, MAX_SAMPLED);
      case OLDER_THAN -> require("duration_ms", bound, 1, Long.MAX_VALUE / 4);
      case POLICY_OLDER_THAN -> require("versions", bound, 0, Long.MAX_VALUE / 4);
      default -> require("bound", bound, 0, 0);
    }
  }

  private static void require(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be in [" + least + ", " + most + "]: " + name + "=" + value);
    }
  }

  /**
   * A remover for one shard.
   *
   * @throws IllegalArgumentException when the class of a {@code CUSTOM} one cannot be used
   */
  public Remover newRemover() {
    return switch (kind) {
      case FIFO -> new FifoRemover();
      case LIFO -> new OrderedRemover(OrderedRemover.First.NEWEST);
      case MAX_HEAP -> new OrderedRemover(OrderedRemover.First.LARGEST);
      case MIN_HEAP -> new OrderedRemover(OrderedRemover.First.SMALLEST);
      case RESERVOIR -> new ReservoirRemover();
      case SAMPLED_AT_LEAST -> new SampledRemover((int) bound);
      case OLDER_THAN -> new AgeRemover(bound);
      case POLICY_OLDER_THAN -> new PolicyAgeRemover(bound);
      case CUSTOM -> UserClass.create(Remover.class, className);
    };
  }

  /** Removers of this version. */
  public enum Kind {
    FIFO,
    LIFO,
    MAX_HEAP,
    MIN_HEAP,
    RESERVOIR,
    SAMPLED_AT_LEAST,
    OLDER_THAN,
    POLICY_OLDER_THAN,
    CUSTOM
  }
}
