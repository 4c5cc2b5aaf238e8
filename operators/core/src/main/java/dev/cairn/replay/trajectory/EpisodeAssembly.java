package dev.cairn.replay.trajectory;

import dev.cairn.replay.AssemblySpec;
import dev.cairn.replay.Signature;
import dev.cairn.replay.StorageUnit;
import dev.cairn.replay.TableSpec;
import dev.cairn.replay.random.SplitMix64;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Assembles the items of one table from the chunks of a stream, cut anywhere. Steps that items
 * still need wait in {@link HeldChunks}, within the limits of {@link AssemblySpec}: a table that
 * waits for the end of an episode cuts what is complete when they are reached, and what is left
 * then fits for certain.
 *
 * <p>Every step that comes is at once pending, and later either part of an item or dropped, never
 * both. Immutable: what is open is given and returned as a {@link Stretch}. A chunk costs one read
 * for each chunk that its items begin in, and two writes.
 */
public final class EpisodeAssembly {

  private final Signature signature;
  private final AssemblySpec limits;
  private final Cutter cutter;
  private final RunMaker runs;
  private final ItemIdentity identity;
  private final OptionColumn options;
  private final EpisodeReturn returns;
  private final long format;
  private final int lookBack;

  public EpisodeAssembly(TableSpec table, ItemIdentity identity) {
    this.signature = table.signature();
    this.limits = table.assembly();
    this.cutter = Cutter.of(table.storage());
    this.runs = new RunMaker(table);
    this.identity = identity;
    this.options = new OptionColumn(signature);
    this.returns = new EpisodeReturn(table);
    this.format = format(table);
    this.lookBack = cutter.lookBack() + signature.context();
  }

  /**
   * Takes a chunk. When it does not continue what is open, that has been interrupted.
   *
   * @param open what is open of the stream, or null
   * @param terminated its last step ended the episode in a terminal state
   * @param truncated its last step ended the episode from outside
   * @return what is open now, or null
   */
  public @Nullable Stretch add(
      @Nullable Stretch open,
      long incarnation,
      long episode,
      HeldChunk chunk,
      boolean terminated,
      boolean truncated,
      HeldChunks held,
      Assembled out) {
    Stretch stretch = open;
    if (stretch != null
        && (stretch.format() != format || !stretch.continuedBy(incarnation, episode, chunk))) {
      interrupt(stretch, held, out);
      stretch = null;
    }
    if (stretch == null) {
      stretch = started(incarnation, episode, chunk);
    }
    Cut cut = new Cut(stretch, chunk, held, out);
    if (terminated || truncated) {
      cut.at(End.ENDED, cut.ending(terminated, truncated));
      removeAll(stretch, held);
      return null;
    }
    if (limits.hold() == AssemblySpec.Hold.ITEM || cut.isOver()) {
      cut.at(End.OPEN, RunMaker.Ending.NONE);
    }
    return cut.kept();
  }

  /** Nothing more will come of the episode: what can become items does, the rest is dropped. */
  public void interrupt(Stretch open, HeldChunks held, Assembled out) {
    if (open.format() == format) {
      new Cut(open, null, held, out).at(End.INTERRUPTED, RunMaker.Ending.NONE);
      removeAll(open, held);
    } else {
      discard(open, held, out);
    }
  }

  /** The table was another when the steps came, so nobody knows what they are: all are dropped. */
  public static void discard(Stretch open, HeldChunks held, Assembled out) {
    out.countDropped(open.pending());
    removeAll(open, held);
  }

  /**
   * Puts another value into one column of a step that waits.
   *
   * @param column position in the signature; not an observation
   * @param value one row, little-endian
   * @return false when the step is not there, or is part of an item already
   */
  public boolean amend(Stretch open, long step, int column, byte[] value, HeldChunks held) {
    if (open.format() != format || step < open.decided() || step >= open.end()) {
      return false;
    }
    long low = open.firstChunk();
    long high = open.lastChunk();
    while (low <= high) {
      long middle = (low + high) >>> 1;
      HeldChunk chunk = held.get(middle);
      if (chunk == null || chunk.end() <= step) {
        low = middle + 1;
      } else if (chunk.firstStep() > step) {
        high = middle - 1;
      } else {
        held.put(chunk.amended(signature, step, column, value));
        return true;
      }
    }
    return false;
  }

  private Stretch started(long incarnation, long episode, HeldChunk chunk) {
    long step = chunk.firstStep();
    long number = chunk.number();
    return new Stretch(
        format,
        incarnation,
        episode,
        step,
        step,
        step,
        step,
        step,
        number,
        number - 1,
        0,
        returns.before(step));
  }

  private static void removeAll(Stretch stretch, HeldChunks held) {
    for (long number = stretch.firstChunk(); number <= stretch.lastChunk(); number++) {
      held.remove(number);
    }
  }

  /** Of what a stretch depends on; n and gamma may change while steps wait, the rest may not. */
  private static long format(TableSpec table) {
    String unit =
        table.storage() instanceof StorageUnit.Timesteps ? "timesteps" : table.storage().toString();
    String text = table.signature() + " " + unit;
    long hash = text.length();
    for (int i = 0; i < text.length(); i++) {
      hash = SplitMix64.mix(hash * 31 + text.charAt(i));
    }
    return hash;
  }

  /** One round of cutting: the stretch with the chunk that has just come. */
  private final class Cut implements Cutter.Items {

    private final Stretch stretch;
    private final @Nullable HeldChunk arrived;
    private final HeldChunks held;
    private final Assembled out;
    private final Window window;
    private final List<RunMaker.Item> items = new ArrayList<>();
    private long next;
    private long decided;
    private long looked;

    Cut(Stretch stretch, @Nullable HeldChunk arrived, HeldChunks held, Assembled out) {
      this.stretch = stretch;
      this.arrived = arrived;
      this.held = held;
      this.out = out;
      this.window = new Window(stretch, held, arrived, signature, identity, options);
      this.next = stretch.next();
      this.decided = stretch.decided();
      this.looked = stretch.looked();
    }

    RunMaker.Ending ending(boolean terminated, boolean truncated) {
      return new RunMaker.Ending(terminated, truncated, earned(window.end()));
    }

    /** Sum of the episode's rewards before a step. */
    private double earned(long step) {
      return returns.until(stretch.earned(), window, stretch.decided(), step);
    }

    void at(End end, RunMaker.Ending ending) {
      items.clear();
      next = cutter.cut(next, window, end, this);
      looked = window.end();
      drop(next);
      if (!items.isEmpty()) {
        runs.make(items, window, stretch, ending, out);
      }
    }

    @Override
    public void add(long first, int length) {
      RunMaker.Item item = new RunMaker.Item(first, length);
      items.add(item);
      drop(first);
      if (item.end() > decided) {
        out.countAssembled(item.end() - decided);
        decided = item.end();
      }
    }

    private void drop(long until) {
      if (until > decided) {
        out.countDropped(until - decided);
        decided = until;
      }
    }

    boolean isOver() {
      Stretch now = now();
      return now.end() - from(next) > limits.maxSteps() || now.bytes() > limits.maxBytes();
    }

    /** What is open after the cuts; the chunks that it needs are put where they wait. */
    Stretch kept() {
      Stretch now = now();
      for (long number = stretch.firstChunk();
          number <= stretch.lastChunk() && number < now.firstChunk();
          number++) {
        held.remove(number);
      }
      if (arrived != null && now.firstChunk() <= arrived.number()) {
        held.put(arrived.from(from(next), signature));
      }
      return now;
    }

    /** First step that is still needed when the next item starts there. */
    private long from(long nextItem) {
      return Math.max(stretch.first(), nextItem - lookBack);
    }

    private Stretch now() {
      long from = from(next);
      long number = stretch.firstChunk();
      long bytes = stretch.bytes();
      while (number <= stretch.lastChunk() && from > from(stretch.next())) {
        HeldChunk chunk = window.waiting(number);
        if (chunk.end() > from) {
          break;
        }
        bytes -= chunk.bytes();
        number++;
      }
      long last = stretch.lastChunk();
      if (arrived != null) {
        last = arrived.number();
        int left = (int) Math.min(arrived.steps(), arrived.end() - from);
        if (left > 0) {
          bytes += arrived.bytesFrom(from, signature);
        } else {
          number = last + 1;
        }
      }
      return new Stretch(
          format,
          stretch.incarnation(),
          stretch.episode(),
          stretch.first(),
          next,
          looked,
          decided,
          window.end(),
          number,
          last,
          bytes,
          earned(decided));
    }
  }
}
