package dev.cairn.replay;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** What has happened to the items of a shard: created = live + evicted. Not thread-safe. */
final class ItemLedger {

  /** Why an item left; the order is that of the state. */
  enum Reason {
    /** Its tier was full, or holds less than it did. */
    FULL,
    /** The byte budget was used up. */
    BYTES,
    /** The remover did not want it any more although there was room. */
    EXPIRED,
    /** The table was cleared. */
    CLEARED
  }

  long created;
  long evicted;

  /** Those evicted by reason; their sum is {@link #evicted}. */
  final long[] evictedFor = new long[Reason.values().length];

  /** Of those evicted, the items that no minibatch ever held. */
  long evictedUnsampled;

  long sampled;

  /** Items drawn from each tier, repetitions counted; their sum is {@link #sampled}. */
  final long[] sampledOf;

  long promoted;
  long demoted;
  long promotionRefused;

  ItemLedger(int tiers) {
    sampledOf = new long[tiers];
  }

  ShardStats.Items items(long live) {
    return new ShardStats.Items(
        created,
        live,
        evicted,
        evictedUnsampled,
        sampled,
        Arrays.stream(sampledOf).boxed().toList(),
        promoted,
        demoted,
        promotionRefused,
        evictedFor[Reason.CLEARED.ordinal()],
        new ShardStats.Evictions(
            evictedFor[Reason.FULL.ordinal()],
            evictedFor[Reason.BYTES.ordinal()],
            evictedFor[Reason.EXPIRED.ordinal()]));
  }

  /** Counts an item that goes. */
  void evict(Reason reason, boolean everSampled) {
    evicted++;
    evictedFor[reason.ordinal()]++;
    evictedUnsampled += everSampled ? 0 : 1;
  }

  /** Counts an item drawn. */
  void sample(int tier) {
    sampled++;
    sampledOf[tier]++;
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(created);
    out.writeInt(evictedFor.length);
    for (long reason : evictedFor) {
      out.writeLong(reason);
    }
    out.writeLong(evictedUnsampled);
    out.writeInt(sampledOf.length);
    for (long tier : sampledOf) {
      out.writeLong(tier);
    }
    out.writeLong(promoted);
    out.writeLong(demoted);
    out.writeLong(promotionRefused);
  }

  /**
   * Reads the sums; of a table that had more tiers, what it drew from those counts for the last.
   */
  void read(DataInput in) throws IOException {
    created = in.readLong();
    Arrays.fill(evictedFor, 0);
    evicted = 0;
    int reasons = in.readInt();
    for (int reason = 0; reason < reasons; reason++) {
      long gone = in.readLong();
      evictedFor[reason] += gone;
      evicted += gone;
    }
    evictedUnsampled = in.readLong();
    Arrays.fill(sampledOf, 0);
    sampled = 0;
    int tiers = in.readInt();
    for (int tier = 0; tier < tiers; tier++) {
      long drawn = in.readLong();
      sampledOf[Math.min(tier, sampledOf.length - 1)] += drawn;
      sampled += drawn;
    }
    promoted = in.readLong();
    demoted = in.readLong();
    promotionRefused = in.readLong();
  }
}
