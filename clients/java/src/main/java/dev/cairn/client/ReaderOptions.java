package dev.cairn.client;

import dev.cairn.client.ImportanceWeights.Divisor;
import dev.cairn.schema.UpdateKind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link MinibatchReader} reads.
 *
 * @param space name space of the experiment
 * @param table the table
 * @param learner id of the learner, unique among its readers; 1 to 200 characters
 * @param batchSize items of a batch in iteration, at least 1
 * @param window W: requests in flight, at least 1; more of them hide more latency and make
 *     priorities staler
 * @param mailbox partition of the minibatch topic to be answered on; negative: chosen by the
 *     learner's name
 * @param requestTtl how long a request may wait before it is asked anew
 * @param beta schedule of the weights' exponent
 * @param divisor of the weights; null for batch with one shard, table with more
 * @param kind what {@link MinibatchReader#updatePriorities} sends
 * @param seed of the choice of shards
 * @param peek draw for evaluation: neither counters nor limiter nor items change, and the limiter
 *     does not hold requests back; else a peek is drawn like any batch
 */
public record ReaderOptions(
    String space,
    String table,
    String learner,
    int batchSize,
    int window,
    int mailbox,
    Duration requestTtl,
    Beta beta,
    @Nullable Divisor divisor,
    UpdateKind kind,
    long seed,
    boolean peek) {

  public ReaderOptions {
    if (learner.isEmpty() || learner.length() > 200) {
      throw new IllegalArgumentException(
          "learner must have 1 to 200 characters: learner=" + learner);
    }
    if (requestTtl.toMillis() < 1) {
      throw new IllegalArgumentException(
          "request_ttl must be at least 1 ms: request_ttl=" + requestTtl);
    }
    if (batchSize < 1 || window < 1) {
      throw new IllegalArgumentException(
          "batch_size and window must be >= 1: batch_size=" + batchSize + " window=" + window);
    }
  }

  /** Batches of 64, W = 4, TD errors, weights of the given schedule. */
  public static ReaderOptions of(String space, String table, String learner, Beta beta) {
    return new ReaderOptions(
        space,
        table,
        learner,
        64,
        4,
        -1,
        Duration.ofSeconds(5),
        beta,
        null,
        UpdateKind.td_error,
        0,
        false);
  }

  /** The same with another batch size. */
  public ReaderOptions withBatchSize(int batchSize) {
    Copy copy = new Copy(this);
    copy.batchSize = batchSize;
    return copy.options();
  }

  /** The same with another window. */
  public ReaderOptions withWindow(int window) {
    Copy copy = new Copy(this);
    copy.window = window;
    return copy.options();
  }

  /** The same with another divisor. */
  public ReaderOptions withDivisor(Divisor divisor) {
    Copy copy = new Copy(this);
    copy.divisor = divisor;
    return copy.options();
  }

  /** The same answered on another partition. */
  public ReaderOptions withMailbox(int mailbox) {
    Copy copy = new Copy(this);
    copy.mailbox = mailbox;
    return copy.options();
  }

  /** The same with requests that wait for another time. */
  public ReaderOptions withRequestTtl(Duration requestTtl) {
    Copy copy = new Copy(this);
    copy.requestTtl = requestTtl;
    return copy.options();
  }

  /** The same with other values as updates. */
  public ReaderOptions withKind(UpdateKind kind) {
    Copy copy = new Copy(this);
    copy.kind = kind;
    return copy.options();
  }

  /** The same with another seed of the choice of shards. */
  public ReaderOptions withSeed(long seed) {
    Copy copy = new Copy(this);
    copy.seed = seed;
    return copy.options();
  }

  /** The same with draws for evaluation, or not. */
  public ReaderOptions withPeek(boolean peek) {
    Copy copy = new Copy(this);
    copy.peek = peek;
    return copy.options();
  }

  /** The same values, to be changed one by one. */
  private static final class Copy {

    private final ReaderOptions of;
    private int batchSize;
    private int window;
    private int mailbox;
    private Duration requestTtl;
    private @Nullable Divisor divisor;
    private UpdateKind kind;
    private long seed;
    private boolean peek;

    Copy(ReaderOptions of) {
      this.of = of;
      batchSize = of.batchSize;
      window = of.window;
      mailbox = of.mailbox;
      requestTtl = of.requestTtl;
      divisor = of.divisor;
      kind = of.kind;
      seed = of.seed;
      peek = of.peek;
    }

    ReaderOptions options() {
      return new ReaderOptions(
          of.space,
          of.table,
          of.learner,
          batchSize,
          window,
          mailbox,
          requestTtl,
          of.beta,
          divisor,
          kind,
          seed,
          peek);
    }
  }
}
