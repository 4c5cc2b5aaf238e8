package dev.cairn.replay;

import java.util.HashMap;
import java.util.Map;

/** Where the items are: the part of the index, as a map. */
final class Places implements PayloadStore.Placement {

  record Place(int segment, int row, int before) {}

  final Map<Integer, Place> bySlot = new HashMap<>();
  final Map<Integer, Long> ids = new HashMap<>();
  private final int tiers;

  Places(int tiers) {
    this.tiers = tiers;
  }

  Places copy() {
    Places copy = new Places(tiers);
    copy.bySlot.putAll(bySlot);
    copy.ids.putAll(ids);
    return copy;
  }

  @Override
  public boolean isAt(int slot, int segment, int row) {
    Place place = bySlot.get(slot);
    return place != null && place.segment() == segment && place.row() == row;
  }

  @Override
  public int length(int slot) {
    return 1;
  }

  @Override
  public int tier(int slot) {
    return slot % tiers;
  }

  @Override
  public void moved(int slot, int segment, int row, int before) {
    bySlot.put(slot, new Place(segment, row, before));
  }

  Place place(int slot) {
    Place place = bySlot.get(slot);
    if (place == null) {
      throw new AssertionError("no such item: slot=" + slot);
    }
    return place;
  }
}
