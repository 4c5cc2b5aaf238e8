package dev.cairn.replay;

import dev.cairn.replay.importance.Normaliser;
import dev.cairn.replay.remover.Remover;
import dev.cairn.replay.tier.TierMembers;
import java.util.random.RandomGenerator;

/** The last tier as its remover sees it, and what the remover says, checked. Not thread-safe. */
final class LastTier implements Remover.Tier {

  private final Remover remover;
  private final boolean tracks;
  private final TierMembers members;
  private final ItemIndex index;
  private final RandomGenerator random;

  LastTier(Remover remover, TierMembers members, ItemIndex index, RandomGenerator random) {
    this.remover = remover;
    this.members = members;
    this.index = index;
    this.random = random;
    tracks = remover.tracks();
  }

  void added(int slot) {
    if (tracks) {
      remover.added(this, slot);
    }
  }

  void changed(int slot) {
    if (tracks) {
      remover.changed(this, slot);
    }
  }

  void removed(int slot) {
    if (tracks) {
      remover.removed(this, slot);
    }
  }

  /** Whether an item can enter only if another leaves. */
  boolean isFull(int capacity, int newcomer) {
    return size() > 0 && (size() >= capacity || remover.isFull(this, capacity, newcomer));
  }

  /**
   * The item that goes from this tier, which is not empty.
   *
   * @param newcomer an item that wants in and may go itself; {@link Remover#NONE} for none
   */
  int victim(int newcomer) {
    return checked(remover.victim(this, newcomer, random), newcomer);
  }

  /** An item that goes although there is room, or {@link Remover#NONE}. */
  int expired(long nowMs, long policyVersion) {
    int slot = remover.expired(this, nowMs, policyVersion);
    return slot == Remover.NONE ? slot : checked(slot, Remover.NONE);
  }

  private int checked(int slot, int newcomer) {
    if (slot < 0 || (slot != newcomer && !members.contains(slot))) {
      throw new IllegalStateException(
          "a remover must name an item of the last tier: remover="
              + remover.getClass().getName()
              + " slot="
              + slot
              + " newcomer="
              + newcomer
              + " size="
              + size());
    }
    return slot;
  }

  @Override
  public int size() {
    return members.size();
  }

  @Override
  public int slot(int position) {
    return members.slotAt(position);
  }

  @Override
  public int oldest() {
    return members.victim();
  }

  @Override
  public long order(int slot) {
    return index.page(slot).order(slot & IndexPage.MASK);
  }

  @Override
  public float value(int slot) {
    return index.page(slot).value(slot & IndexPage.MASK);
  }

  @Override
  public double importance(int slot) {
    return (double) index.page(slot).importance(slot & IndexPage.MASK) / Normaliser.UNITS;
  }

  @Override
  public long insertedMs(int slot) {
    return index.page(slot).insertedMs(slot & IndexPage.MASK);
  }

  @Override
  public long policyVersion(int slot) {
    return index.page(slot).policyVersion(slot & IndexPage.MASK);
  }

  @Override
  public int sampled(int slot) {
    return index.page(slot).sampled(slot & IndexPage.MASK);
  }
}
