package dev.cairn.replay.remover;

import dev.cairn.replay.tree.Ranking;

/**
 * An item of the last tier goes once its policy is more than so many versions behind the learner, a
 * full tier gives up its oldest one. Items of unknown version stay. A change takes O(log n) time;
 * about 40 bytes an item.
 */
public final class PolicyAgeRemover extends FifoRemover {

  private final long versions;
  private final Ranking byVersion = new Ranking();

  /**
   * @param versions at least 0
   */
  public PolicyAgeRemover(long versions) {
    this.versions = versions;
  }

  @Override
  public boolean tracks() {
    return true;
  }

  @Override
  public void added(Tier tier, int slot) {
    if (tier.policyVersion(slot) >= 0) {
      byVersion.add(tier.policyVersion(slot), tier.order(slot), slot);
    }
  }

  @Override
  public void removed(Tier tier, int slot) {
    if (tier.policyVersion(slot) >= 0) {
      byVersion.remove(tier.policyVersion(slot), tier.order(slot));
    }
  }

  @Override
  public int expired(Tier tier, long nowMs, long policyVersion) {
    if (byVersion.size() == 0) {
      return NONE;
    }
    int first = byVersion.select(0);
    return policyVersion - tier.policyVersion(first) > versions ? first : NONE;
  }
}
