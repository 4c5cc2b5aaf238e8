package dev.cairn.examples.dqn;

import dev.cairn.schema.Parameters;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The network of the newest parameters of a policy. Not thread-safe. */
public final class FollowedNetwork {

  private final Supplier<@Nullable Parameters> parameters;
  private final int inputs;
  private final int outputs;
  private @Nullable Parameters current;
  private @Nullable Mlp network;

  /**
   * @param parameters the newest parameters, null while there are none; asked before every step, so
   *     to be quick ({@code () -> follower.latest("default")})
   * @param inputs width of the network's input
   * @param outputs width of its output
   */
  public FollowedNetwork(Supplier<@Nullable Parameters> parameters, int inputs, int outputs) {
    this.parameters = parameters;
    this.inputs = inputs;
    this.outputs = outputs;
  }

  /**
   * The newest network; null while there is none.
   *
   * @throws IllegalArgumentException if it has another width
   */
  public @Nullable Mlp newest() {
    Parameters newest = parameters.get();
    if (newest != null && newest != current) {
      Mlp next = Mlp.fromColumns(newest.getTensors());
      next.checkFits(inputs, outputs);
      current = newest;
      network = next;
    }
    return network;
  }

  /** Learner step of what {@link #newest} gave last; -1 for none. */
  public long version() {
    return current == null ? -1 : current.getVersion();
  }
}
