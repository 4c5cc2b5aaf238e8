package dev.cairn.replay;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShardAuditTest {

  private static final long NOW = 1_000_000;
  private static final TableSpec SPEC =
      Tables.table(800, Tables.THREE_TIERS, Tables.BY_TD_ERROR, Tables.PROPORTIONAL);

  private final MapBlockStore segments = new MapBlockStore();
  private final MapBlockStore fixed = new MapBlockStore();
  private final MapBlockStore changing = new MapBlockStore();
  private final ReplayShard.Blocks blocks = new ReplayShard.Blocks(segments, fixed, changing);
  private final ReplayShard shard = ReplayShard.create(SPEC, 0, 1, blocks, NOW);
  private byte[] header = new byte[0];

  /** Fills the table twice over, with draws and feedback: items move and segments are cleaned. */
  @BeforeEach
  void fill() {
    Random random = new Random(3);
    for (int run = 0; run < 150; run++) {
      shard.insert(Runs.of(run * 10L, 10, k -> 0, k -> random.nextDouble()), NOW);
      shard.request(new SampleRequest("a", run, 20, 1, 0, NOW, false), NOW);
      DrawnBatch batch = requireNonNull(shard.poll(NOW));
      float[] values = new float[20];
      for (int i = 0; i < 20; i++) {
        values[i] = random.nextFloat();
      }
      shard.update(
          new PriorityUpdates(
              batch.attempt(), batch.sequence(), batch.slots(), batch.ids(), values, 1, NOW),
          NOW);
      shard.count(new StepCounts(1, 10, 10, 0, 0, 0, 0), NOW);
    }
    header = shard.snapshot();
  }

  private List<String> audit() {
    return ShardAudit.of(SPEC, 0, blocks, header);
  }

  @Test
  void audit_asStored_nothingIsBroken() {
    assertThat(shard.publish(NOW, false).items().evictedUnsampled()).isPositive();
    assertThat(audit()).isEmpty();
  }

  @Test
  void audit_doesNotChangeWhatIsStored() {
    int puts = segments.puts() + fixed.puts() + changing.puts();

    audit();

    assertThat(segments.puts() + fixed.puts() + changing.puts()).isEqualTo(puts);
  }

  @Test
  void audit_stepThatNobodyCounted_isSeen() {
    shard.count(new StepCounts(1, 10, 9, 0, 0, 0, 0), NOW);
    header = shard.snapshot();

    assertThat(audit())
        .containsExactly(
            "steps received = assembled + pending + dropped + duplicates + rejected:"
                + " received=1510 sum=1509");
  }

  @Test
  void audit_itemsThatNobodyCounted_areSeen() {
    shard.routing().ledger.created++;
    shard.routing().ledger.evictedUnsampled = shard.routing().ledger.evicted + 1;
    header = shard.snapshot();

    assertThat(audit())
        .containsExactly(
            "items created = live + evicted: created=1501 live + evicted=1500",
            "items created = insertions numbered: created=1501 next order=1500",
            "items evicted unsampled <= evicted: unsampled=1095 evicted=1094");
  }

  @Test
  void audit_pageWithoutItsItems_ledgerDoesNotBalance() {
    byte[] now = requireNonNull(changing.get(1));
    byte[] empty = new byte[now.length];
    empty[0] = now[0];
    changing.put(1, empty);

    assertThat(audit())
        .anyMatch(line -> line.startsWith("items created = live + evicted: created=1500"));
  }

  @Test
  void audit_changingBlocksOfAnotherPage_leavesAreNotOneByOne() {
    changing.put(1, requireNonNull(changing.get(0)));

    assertThat(audit()).anyMatch(line -> line.startsWith("each item of a tier is one leaf"));
  }

  @Test
  void audit_fixedBlocksOfAnotherPage_itemsAreHeldTwiceAndNotTheirRowsOwn() {
    fixed.put(1, requireNonNull(fixed.get(0)));

    assertThat(audit())
        .anyMatch(line -> line.startsWith("no item is held twice: id="))
        .anyMatch(line -> line.startsWith("every item is readable from its segment: slot="));
  }

  @Test
  void audit_tierBeyondTheLast_isNamedWithItsSlot() {
    TableSpec fewer = Tables.table(800, Tables.ONE_TIER, Tables.BY_TD_ERROR, Tables.PROPORTIONAL);

    assertThat(ShardAudit.of(fewer, 0, blocks, header))
        .anyMatch(
            line ->
                line.matches("every item is in a tier of the table: slot=\\d+ tier=[12] tiers=1"));
  }

  @Test
  void audit_missingSegment_isNamedWithItsItems() {
    int number = shard.routing().index.page(0).segment(0);
    segments.remove(number);

    assertThat(audit())
        .anyMatch(
            line ->
                line.startsWith("every segment with items is readable: segment=" + number)
                    || line.startsWith("the shard can be restored: "));
  }

  @Test
  void audit_damagedSegments_areReportedNotThrown() {
    for (int number : List.copyOf(segments.blocks().keySet())) {
      byte[] block = requireNonNull(segments.get(number));
      for (int i = 1; i < block.length; i += 7) {
        block[i] ^= 0x55;
      }
      segments.put(number, block);
    }

    assertThat(audit()).isNotEmpty();
  }

  @Test
  void audit_cutBlock_isNamedWithItsPage() {
    changing.put(0, new byte[] {1, 2, 3});

    assertThat(audit())
        .anyMatch(line -> line.startsWith("every block of the index is readable: page=0 "))
        .anyMatch(line -> line.startsWith("the shard can be restored: "));
  }

  @Test
  void audit_itemStoredAloneOfNoPage_isReported() {
    byte[] block = new byte[1 + ChangeLog.ITEM_BYTES];
    block[0] = 1;
    LittleEndian.putInt(block, 1, 1 << 20);
    changing.put(-1, block);

    assertThat(audit())
        .anyMatch(line -> line.startsWith("every item that is stored alone is readable: "))
        .anyMatch(line -> line.startsWith("the shard can be restored: "));
  }

  @Test
  void audit_cutHeader_isReported() {
    header = java.util.Arrays.copyOf(header, header.length / 2);

    assertThat(audit()).hasSize(1).allMatch(line -> line.startsWith("the shard can be restored: "));
  }

  @Test
  void placement_asStored_everyItemIsWhereItBelongs() {
    assertThat(ShardAudit.placement(SPEC, 0, blocks, header)).isEmpty();
  }

  @Test
  void placement_higherThresholds_itemsAreBelowThem() {
    List<TierSpec> higher =
        List.of(
            new TierSpec(0.99, 0.5, 0.2), new TierSpec(0.98, 0.3, 0.3), new TierSpec(0, 0.2, 0.5));
    TableSpec changed = Tables.table(800, higher, Tables.BY_TD_ERROR, Tables.PROPORTIONAL);

    assertThat(ShardAudit.placement(changed, 0, blocks, header))
        .hasSize(4)
        .anyMatch(
            line ->
                line.matches(
                    "every item is in a tier that its importance reaches: slot=\\d+ tier=0"
                        + " importance=0\\.9\\d+ threshold=0\\.99"));
  }

  @Test
  void placement_unreadableShard_isLeftToTheAudit() {
    header = java.util.Arrays.copyOf(header, header.length / 2);

    assertThat(ShardAudit.placement(SPEC, 0, blocks, header)).isEmpty();
  }
}
