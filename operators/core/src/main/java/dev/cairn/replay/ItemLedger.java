package dev.cairn.replay;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** What has happened to the items of a shard: created = live + evicted. Not thread-safe. */
final class ItemLedger {

  long created;
  long evicted;

  /** Of those evicted, the items that no minibatch ever held. */
  long evictedUnsampled;

  long sampled;

  /** Items drawn from each tier, repetitions counted; their sum is {@link #sampled}. */
  final long[] sampledOf;

  long promoted;
  long demoted;
  long promotionRefused;

  /** Of those evicted, the items that went because the table was cleared. */
  long cleared;

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
        cleared);
  }

  /** Counts an item that goes. */
  void evict(boolean everSampled) {
    evicted++;
    evictedUnsampled += everSampled ? 0 : 1;
  }

  /** Counts an item drawn. */
  void sample(int tier) {
    sampled++;
    sampledOf[tier]++;
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(created);
    out.writeLong(evicted);
    out.writeLong(evictedUnsampled);
    out.writeInt(sampledOf.length);
    for (long tier : sampledOf) {
      out.writeLong(tier);
    }
    out.writeLong(promoted);
    out.writeLong(demoted);
    out.writeLong(promotionRefused);
    out.writeLong(cleared);
  }

  /**
   * Reads the sums; of a table that had more tiers, what it drew from those counts for the last.
   */
  void read(DataInput in) throws IOException {
    created = in.readLong();
    evicted = in.readLong();
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
    cleared = in.readLong();
  }
}
