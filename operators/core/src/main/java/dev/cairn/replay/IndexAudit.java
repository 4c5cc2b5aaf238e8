package dev.cairn.replay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at the stored blocks of an index one by one, before anything is built on them. */
final class IndexAudit {

  private final boolean hasSpans;
  private final int tiers;
  private final Violations violations;
  private long[] ids = new long[256];
  // (tier, position) of each item.
  private long[] places = new long[256];
  private int items;

  /**
   * @param hasSpans whether an item can cover more than the row at which it starts
   */
  IndexAudit(boolean hasSpans, int tiers, Violations violations) {
    this.hasSpans = hasSpans;
    this.tiers = tiers;
    this.violations = violations;
  }

  /** Checks every block there is; returns the number of items in them. */
  int run(BlockStore fixed, BlockStore changing) {
    List<@Nullable IndexPage> pages = pages(fixed, changing);
    try {
      new ChangingBlocks(changing).replay(pages);
    } catch (IllegalArgumentException e) {
      violations.add("every item that is stored alone is readable", String.valueOf(e.getMessage()));
    }
    for (int number = 0; number < pages.size(); number++) {
      IndexPage page = pages.get(number);
      if (page != null) {
        check(page, number << IndexPage.BITS);
      }
    }
    checkIds();
    checkPlaces();
    return items;
  }

  /** Pages as their blocks are; null where one cannot be read. */
  private List<@Nullable IndexPage> pages(BlockStore fixed, BlockStore changing) {
    List<@Nullable IndexPage> pages = new ArrayList<>();
    for (int number = 0; ; number++) {
      byte @Nullable [] fixedBlock = fixed.get(number);
      byte @Nullable [] changingBlock = changing.get(number);
      if (fixedBlock == null && changingBlock == null) {
        return pages;
      }
      if (fixedBlock == null || changingBlock == null) {
        violations.add(
            "every page of the index has both of its blocks",
            "page=" + number + " missing=" + (fixedBlock == null ? "fixed" : "changing"));
        pages.add(null);
      } else {
        pages.add(page(number, fixedBlock, changingBlock));
      }
    }
  }

  private @Nullable IndexPage page(int number, byte[] fixedBlock, byte[] changingBlock) {
    IndexPage page = new IndexPage(hasSpans);
    try {
      page.decode(fixedBlock, changingBlock);
      return page;
    } catch (IllegalArgumentException e) {
      violations.add(
          "every block of the index is readable", "page=" + number + " " + e.getMessage());
      return null;
    }
  }

  private void check(IndexPage page, int firstSlot) {
    for (int at = 0; at < IndexPage.SLOTS; at++) {
      int tier = page.tier(at);
      if (tier < 0) {
        continue;
      }
      int slot = firstSlot + at;
      if (tier >= tiers) {
        violations.add(
            "every item is in a tier of the table",
            "slot=" + slot + " tier=" + tier + " tiers=" + tiers);
      }
      if (!(page.value(at) <= SamplerSpec.MAX_VALUE)) {
        violations.add(
            "every value is finite and at most 1e6", "slot=" + slot + " value=" + page.value(at));
      }
      if (items == ids.length) {
        ids = Arrays.copyOf(ids, items * 2);
        places = Arrays.copyOf(places, items * 2);
      }
      ids[items] = page.id(at);
      places[items++] = (long) tier << 32 | page.storedPosition(at) & 0xFFFF_FFFFL;
    }
  }

  private void checkIds() {
    Arrays.sort(ids, 0, items);
    for (int i = 1; i < items; i++) {
      if (ids[i] == ids[i - 1]) {
        violations.add("no item is held twice", "id=" + ids[i]);
      }
    }
  }

  /** Positions of a tier are 0, 1, 2, ...: each item is one leaf of its tier's tree. */
  private void checkPlaces() {
    Arrays.sort(places, 0, items);
    int expected = 0;
    for (int i = 0; i < items; i++) {
      boolean sameTier = i > 0 && places[i] >>> 32 == places[i - 1] >>> 32;
      expected = sameTier ? expected + 1 : 0;
      if ((int) places[i] != expected) {
        violations.add(
            "each item of a tier is one leaf of its tree",
            "tier=" + (places[i] >>> 32) + " leaf=" + (int) places[i] + " expected=" + expected);
        expected = (int) places[i];
      }
    }
  }
}
