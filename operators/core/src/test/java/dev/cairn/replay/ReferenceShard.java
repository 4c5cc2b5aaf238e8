package dev.cairn.replay;

import dev.cairn.replay.importance.Normaliser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rules of the memory written down again in the most naive way: a map of items, linear scans,
 * no slots and no segments. Only a normaliser with state of its own is shared with what is tested.
 */
public final class ReferenceShard {

  TableSpec spec;
  final Map<Long, ReferenceItem> items = new LinkedHashMap<>();
  final Normaliser normaliser;
  final ReferenceTiers tiers = new ReferenceTiers(this);
  final ReferenceWeights weights = new ReferenceWeights(this);
  long created;
  long evicted;
  long evictedUnsampled;
  long full;
  long expired;
  private long policyVersion = -1;
  private boolean fromFeedback;
  long sampled;
  final long[] sampledOf;
  long promoted;
  long demoted;
  long promotionRefused;
  long applied;
  long stale;
  long early;
  long outOfOrder;
  long invalid;
  private long order;

  /** An empty memory. */
  public ReferenceShard(TableSpec spec) {
    this.spec = spec;
    sampledOf = new long[spec.tiers().size()];
    normaliser = spec.importance().parts().get(0).normaliser().normaliser();
  }

  ReferenceShard copy() {
    ReferenceShard copy = new ReferenceShard(spec);
    items.forEach((id, item) -> copy.items.put(id, item.copy()));
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      normaliser.write(new DataOutputStream(bytes));
      copy.normaliser.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    copy.created = created;
    copy.evicted = evicted;
    copy.evictedUnsampled = evictedUnsampled;
    copy.full = full;
    copy.expired = expired;
    copy.policyVersion = policyVersion;
    copy.fromFeedback = fromFeedback;
    copy.sampled = sampled;
    System.arraycopy(sampledOf, 0, copy.sampledOf, 0, sampledOf.length);
    copy.promoted = promoted;
    copy.demoted = demoted;
    copy.promotionRefused = promotionRefused;
    copy.applied = applied;
    copy.stale = stale;
    copy.early = early;
    copy.outOfOrder = outOfOrder;
    copy.invalid = invalid;
    copy.order = order;
    return copy;
  }

  /** The item, which must be held. */
  ReferenceItem item(long id) {
    ReferenceItem item = items.get(id);
    if (item == null) {
      throw new AssertionError("the memory has an item that it should not hold: id=" + id);
    }
    return item;
  }

  float inherited() {
    float max = -1;
    for (ReferenceItem item : items.values()) {
      max = item.own ? Math.max(max, item.value) : max;
    }
    return max < 0 ? 1 : max;
  }

  /** Stores the run's items; {@link #expire} follows. */
  public void insert(Run run, long nowMs) {
    for (int i = 0; i < run.ids().length; i++) {
      ReferenceItem item = new ReferenceItem();
      item.id = run.ids()[i];
      item.order = order++;
      item.policyVersion = run.policyVersion();
      item.insertedMs = nowMs;
      item.episode = run.episode();
      item.step = run.firstStep() + run.rows()[i];
      item.terminated = run.terminated() && run.rows()[i] == run.steps() - 1;
      item.truncated = run.truncated() && run.rows()[i] == run.steps() - 1;
      item.reward = reward(run, run.rows()[i]);
      item.own = !Float.isNaN(run.initial()[i]);
      item.value = item.own ? Math.min(1e6f, run.initial()[i]) : inherited();
      boolean byReward = !byTdError();
      if (byReward || (item.own && isRescored())) {
        item.importance = importance(item, byReward ? item.reward : item.value);
        put(item, tiers.home(item.importance));
      } else {
        item.unscored = true;
        item.importance = tiers.theta1();
        put(item, 0);
      }
      created++;
    }
    if (!fromFeedback) {
      long bound = spec.sampler().maxPolicyLag();
      long most = bound < 0 || policyVersion < 0 ? Long.MAX_VALUE : policyVersion + bound;
      policyVersion = Math.max(policyVersion, Math.min(most, run.policyVersion()));
    }
  }

  /** Something of a feedback record of that policy version was applied. */
  public void feedback(long version) {
    policyVersion = fromFeedback ? Math.max(policyVersion, version) : version;
    fromFeedback = true;
  }

  /** Items of the last tier that the remover does not want any more go. */
  public void expire(long nowMs) {
    for (ReferenceItem item : tiers.in(tiers.count() - 1)) {
      long bound = spec.remover().bound();
      boolean goes =
          switch (spec.remover().kind()) {
            case SAMPLED_AT_LEAST -> item.sampled >= bound;
            case OLDER_THAN -> nowMs - item.insertedMs > bound;
            case POLICY_OLDER_THAN -> policyVersion - item.policyVersion > bound;
            default -> false;
          };
      if (goes) {
        items.remove(item.id);
        evict(item);
        expired++;
        full--;
      }
    }
    long bound = spec.sampler().maxPolicyLag();
    for (ReferenceItem item : items.values()) {
      boolean known = item.policyVersion >= 0 && policyVersion >= 0;
      item.excluded = bound >= 0 && known && policyVersion - item.policyVersion > bound;
    }
  }

  private float reward(Run run, int row) {
    int before = 0;
    for (ColumnSpec column : spec.signature().columns()) {
      if (column.name().equals("rewards")) {
        break;
      }
      before += column.rows(run.steps()) * column.rowBytes();
    }
    return LittleEndian.getFloat(run.payload(), before + row * 4);
  }

  private int importance(ReferenceItem scored, double score) {
    if (!(spec.importance().parts().get(0).normaliser() instanceof NormaliserSpec.LiveRank)) {
      return normaliser.importance(score);
    }
    long held = 0;
    long below = 0;
    for (ReferenceItem item : items.values()) {
      if (item.own && item != scored) {
        held++;
        below += bin(item.value) < bin((float) score) ? 1 : 0;
      }
    }
    return held < 100 ? 0 : (int) (below * 65535 / held);
  }

  // Of a value that is not negative: exponent and 8 bits of mantissa.
  private static int bin(float value) {
    return Float.floatToIntBits(value) >> 15;
  }

  private boolean byTdError() {
    return spec.importance().parts().get(0).scorer() instanceof ScorerSpec.TdError;
  }

  /** In a table of one tier nothing depends on importance. */
  private boolean isRescored() {
    return byTdError() && spec.tiers().size() > 1;
  }

  /** Puts an item that is in no tier into one; whoever is one too many goes. */
  private void put(ReferenceItem item, int tier) {
    if (tiers.size(tier) < tiers.capacity(tier)) {
      item.tier = tier;
      items.put(item.id, item);
      return;
    }
    ReferenceItem victim = tiers.victim(tier, item);
    boolean goes = tier == tiers.count() - 1 || spec.overflow() == TableSpec.Overflow.EVICT;
    if (victim == item) {
      if (goes) {
        evict(item);
      } else {
        put(item, tier + 1);
      }
      return;
    }
    items.remove(victim.id);
    if (goes) {
      evict(victim);
    } else {
      put(victim, tier + 1);
      if (items.containsKey(victim.id)) {
        demoted++;
      }
    }
    item.tier = tier;
    items.put(item.id, item);
  }

  private void evict(ReferenceItem item) {
    evicted++;
    full++;
    evictedUnsampled += item.sampled == 0 ? 1 : 0;
  }

  /** The item was drawn. */
  public void draw(long id) {
    draw(item(id));
  }

  /** Ids of the items held that are excluded from the draws, or of those that are not. */
  public Set<Long> ids(boolean excluded) {
    Set<Long> ids = new TreeSet<>();
    items.values().stream().filter(item -> item.excluded == excluded).forEach(i -> ids.add(i.id));
    return ids;
  }

  /** Items that went because their tier was full. */
  public long evictedFull() {
    return full;
  }

  /** Items that went because the remover did not want them any more. */
  public long evictedExpired() {
    return expired;
  }

  /** The item was drawn. */
  void draw(ReferenceItem item) {
    item.sampled++;
    sampled++;
    sampledOf[item.tier]++;
  }

  /**
   * A value for an item, in answer to a batch.
   *
   * @param current attempt of the memory
   * @param next number of its next batch
   */
  public void update(long id, float given, long attempt, long sequence, long current, long next) {
    boolean issued = attempt < current || (attempt == current && sequence < next);
    boolean negative = given < 0 && spec.sampler().takes() == SamplerSpec.Takes.PRIORITY;
    if (!issued || !Float.isFinite(given) || negative) {
      invalid++;
      return;
    }
    ReferenceItem item = items.get(id);
    if (item == null) {
      if (attempt < current) {
        early++;
      } else {
        stale++;
      }
      return;
    }
    float value = Math.min(1e6f, Math.abs(given));
    boolean newer =
        attempt > item.attempt
            || (attempt == item.attempt && sequence > item.sequence)
            || (attempt == item.attempt && sequence == item.sequence && value > item.value);
    if (!newer) {
      outOfOrder++;
      return;
    }
    applied++;
    item.attempt = attempt;
    item.sequence = sequence;
    item.value = value;
    item.own = true;
    if (isRescored()) {
      item.importance = importance(item, value);
      item.unscored = false;
    }
    move(item);
  }

  private void move(ReferenceItem item) {
    int was = item.tier;
    int home = tiers.home(item.importance);
    if (home < was) {
      for (int to = home; to < was; to++) {
        if (tiers.size(to) < tiers.capacity(to)
            || item.importance > tiers.victim(to, null).importance) {
          items.remove(item.id);
          put(item, to);
          promoted++;
          return;
        }
      }
      promotionRefused++;
      return;
    }
    int to = was;
    while (to < tiers.count() - 1 && tiers.r(item.importance) < tiers.stay(to)) {
      to++;
    }
    if (to > was) {
      items.remove(item.id);
      put(item, to);
      if (items.containsKey(item.id)) {
        demoted++;
      }
    }
  }
}
