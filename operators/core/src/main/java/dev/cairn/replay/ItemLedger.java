package dev.cairn.replay;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What has happened to the items of a shard: created = live + evicted. Not thread-safe. */
final class ItemLedger {

  long created;
  long evicted;
  long sampled;
  long promoted;
  long demoted;
  long promotionRefused;

  ShardStats.Items items(long live) {
    return new ShardStats.Items(
        created, live, evicted, sampled, promoted, demoted, promotionRefused);
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(created);
    out.writeLong(evicted);
    out.writeLong(sampled);
    out.writeLong(promoted);
    out.writeLong(demoted);
    out.writeLong(promotionRefused);
  }

  void read(DataInput in) throws IOException {
    created = in.readLong();
    evicted = in.readLong();
    sampled = in.readLong();
    promoted = in.readLong();
    demoted = in.readLong();
    promotionRefused = in.readLong();
  }
}
