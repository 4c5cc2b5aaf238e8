package dev.cairn.replay.trajectory;

import dev.cairn.replay.Signature;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of a stretch as one row of steps, with the chunk that has just come. Chunks are loaded
 * when one of their steps is asked for. Lives as long as one chunk is worked on.
 */
final class Window implements Steps {

  private final Stretch stretch;
  private final HeldChunks held;
  private final @Nullable HeldChunk arrived;
  private final Signature signature;
  private final ItemIdentity identity;
  private final OptionColumn options;
  private final List<HeldChunk> loaded = new ArrayList<>();

  Window(
      Stretch stretch,
      HeldChunks held,
      @Nullable HeldChunk arrived,
      Signature signature,
      ItemIdentity identity,
      OptionColumn options) {
    this.stretch = stretch;
    this.held = held;
    this.arrived = arrived;
    this.signature = signature;
    this.identity = identity;
    this.options = options;
  }

  @Override
  public long first() {
    return stretch.first();
  }

  @Override
  public long looked() {
    return stretch.looked();
  }

  @Override
  public long end() {
    return arrived == null ? stretch.end() : arrived.end();
  }

  @Override
  public long id(long step) {
    HeldChunk chunk = at(step);
    return identity.id(chunk.origin(), chunk.originRow(step));
  }

  @Override
  public long option(long step) {
    return options.at(at(step), step);
  }

  /** The chunk that holds a step. */
  HeldChunk at(long step) {
    if (arrived != null && step >= arrived.firstStep()) {
      return arrived;
    }
    while (loaded.isEmpty() || last().end() <= step) {
      load();
    }
    int low = 0;
    int high = loaded.size() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (loaded.get(middle).end() <= step) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return loaded.get(low);
  }

  /** A chunk that waits, by its number. */
  HeldChunk waiting(long number) {
    int index = (int) (number - stretch.firstChunk());
    while (loaded.size() <= index) {
      load();
    }
    return loaded.get(index);
  }

  /** Payload of the steps [from, to), which are there. */
  byte[] payload(long from, long to) {
    int steps = (int) (to - from);
    PayloadRows payload = new PayloadRows(signature, steps);
    long step = from;
    while (step < to) {
      HeldChunk chunk = at(step);
      long end = Math.min(to, chunk.end());
      payload.add(
          chunk.payload(),
          chunk.steps(),
          (int) (step - chunk.firstStep()),
          (int) (end - chunk.firstStep()));
      step = end;
    }
    return payload.payload();
  }

  /** Initial values of the steps [from, to), which are there. */
  float[] initial(long from, long to) {
    float[] initial = new float[(int) (to - from)];
    long step = from;
    while (step < to) {
      HeldChunk chunk = at(step);
      long end = Math.min(to, chunk.end());
      System.arraycopy(
          chunk.initial(),
          (int) (step - chunk.firstStep()),
          initial,
          (int) (step - from),
          (int) (end - step));
      step = end;
    }
    return initial;
  }

  private void load() {
    HeldChunk chunk = held.get(stretch.firstChunk() + loaded.size());
    if (chunk == null) {
      throw new IllegalStateException(
          "a chunk that waits must be in the state: chunk="
              + (stretch.firstChunk() + loaded.size())
              + " stretch="
              + stretch);
    }
    loaded.add(chunk);
  }

  private HeldChunk last() {
    return loaded.get(loaded.size() - 1);
  }
}
