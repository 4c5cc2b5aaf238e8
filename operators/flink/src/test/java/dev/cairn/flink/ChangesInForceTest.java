package dev.cairn.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cairn.replay.TableSpec;
import dev.cairn.schema.Control;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangesInForceTest {

  private final TableSpec a = TestTables.table("a", 2);
  private final TableSpec b = TestTables.table("b", 1);
  private final ChangesInForce changes = new ChangesInForce(List.of(a, b), 2, tables -> {});

  @Test
  void accept_everyPath_isApplied() {
    changes.accept(
        Controls.control(
            3,
            "a",
            "capacity.items",
            "3000",
            "capacity.bytes",
            "70000",
            "sampler.alpha",
            "7e-1",
            "sampler.uniform_mix",
            "0.05",
            "limiter.min_size",
            "10",
            "limiter.samples_per_insert",
            "4",
            "limiter.error_buffer",
            "500",
            "tiers[*].share",
            "[0.6, 0.3, 0.1]",
            "tiers[0].threshold",
            "0.8",
            "tiers[1].threshold",
            "0.5",
            "tiers[*].capacity_share",
            "0.3,0.3,0.4"));

    TableSpec now = changes.table("a");
    assertThat(now.capacityItems()).isEqualTo(3_000);
    assertThat(now.capacityBytes()).isEqualTo(70_000);
    assertThat(now.sampler().alpha()).isEqualTo(0.7);
    assertThat(now.sampler().uniformMix()).isEqualTo(0.05);
    assertThat(now.limiter().minSize()).isEqualTo(10);
    assertThat(now.limiter().samplesPerInsert()).isEqualTo(4);
    assertThat(now.limiter().errorBuffer()).isEqualTo(500);
    assertThat(now.tiers()).extracting(tier -> tier.share()).containsExactly(0.6, 0.3, 0.1);
    assertThat(now.tiers()).extracting(tier -> tier.threshold()).containsExactly(0.8, 0.5, 0.0);
    assertThat(now.tiers()).extracting(tier -> tier.capacityShare()).containsExactly(0.3, 0.3, 0.4);
    assertThat(changes.table("b")).isEqualTo(b);
    assertThat(changes.version("a")).isEqualTo(3);
    assertThat(changes.version("b")).as("the file's").isEqualTo(2);
  }

  @Test
  void accept_forAllAndForOne_itsOwnIsStrongerWhicheverCameLast() {
    changes.accept(Controls.control(3, "a", "sampler.alpha", "0.9"));
    changes.accept(Controls.control(4, null, "sampler.alpha", "0.1", "sampler.uniform_mix", "0.2"));

    assertThat(changes.table("a").sampler().alpha()).isEqualTo(0.9);
    assertThat(changes.table("a").sampler().uniformMix()).isEqualTo(0.2);
    assertThat(changes.table("b").sampler().alpha()).isEqualTo(0.1);
    assertThat(changes.version("a")).isEqualTo(4);
  }

  @Test
  void accept_newerRecordOfATable_holdsAllThatIsInForce() {
    changes.accept(Controls.control(3, "a", "sampler.alpha", "0.9"));
    changes.accept(Controls.control(4, "a", "sampler.uniform_mix", "0.2"));

    assertThat(changes.table("a").sampler().alpha()).as("the file's").isEqualTo(0.6);
  }

  @Test
  void accept_revoked_theFileHolds() {
    changes.accept(Controls.control(3, "a", "sampler.alpha", "0.9"));
    changes.accept(Controls.revoked(4, "a"));

    assertThat(changes.table("a")).isEqualTo(a);
    assertThat(changes.version("a")).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sampler.alpha | 11 | alpha must be in [0, 10]: alpha=11.0",
        "sampler.alpha | NaN | must be a number: sampler.alpha=NaN",
        "sampler.alpha | 0x1p3 | must be a number: sampler.alpha=0x1p3",
        "sampler.uniform_mix | 1 | uniform_mix must be in [0, 1): uniform_mix=1.0",
        "sampler.kind | uniform | only these can change while the job runs",
        "tiers[3].share | 0.5 | must be a tier from 0 to 2: tiers[3].share=0.5",
        "tiers[0].share | 0.6 | the tiers' share must sum to 1",
        "tiers[*].share | 1 | must be one value for each of the table's 3 tiers",
        "tiers[0].threshold | 0.5 | thresholds must be in (0, 1) and decrease",
        "capacity.items | 4e3 | must be a whole number: capacity.items=4e3",
        "capacity.items | 0 | capacity_items must be >= 1",
        "limiter.min_size | 5000 | min_size must be <= capacity_items",
        "limiter.samples_per_insert | 8 | the limiter can lock up",
        "dropped | maybe | must be true or false: dropped=maybe",
        "cleared | now | must be a whole number: cleared=now",
      })
  void accept_wrong_isRefusedInOneLineAndNothingChanges(String path, String value, String part) {
    Control control = Controls.control(3, "a", path, value);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> changes.accept(control))
        .withMessageStartingWith("table=a: ")
        .withMessageContaining(part)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    assertThat(changes.table("a")).isEqualTo(a);
    assertThat(changes.version()).isEqualTo(2);
  }

  @Test
  void accept_forAll_oneTableRefuses_noneChanges() {
    changes.accept(
        Controls.control(3, "b", "limiter.samples_per_insert", "8", "limiter.error_buffer", "160"));
    Control control = Controls.control(4, null, "limiter.error_buffer", "1");
    // b's own error_buffer is stronger, so it is a's limiter that has no pace: both are right.
    assertThat(changes.accept(control)).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> changes.accept(Controls.control(5, null, "capacity.items", "1")))
        .withMessageContaining("table=a");
    assertThat(changes.table("b").capacityItems()).isEqualTo(4_000);
  }

  @Test
  void accept_versionNotNewer_isRefused_theSameAgainIsNothingNew() {
    Control first = Controls.control(3, "a", "sampler.alpha", "0.9");
    assertThat(changes.accept(first)).isTrue();
    assertThat(changes.accept(first)).isFalse();
    for (long version : new long[] {1, 2, 3}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> changes.accept(Controls.control(version, "b")))
          .withMessageContaining("newest=3 version=" + version);
    }
  }

  @Test
  void accept_tablesThatDoNotFitTheHeap_isRefused() {
    ShardKeys keys = new ShardKeys(List.of(a), 128);
    ChangesInForce bounded =
        new ChangesInForce(
            List.of(a), 0, tables -> HeapBudget.requireEverywhere(tables, keys, 1, 1 << 20));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bounded.accept(Controls.control(1, "a", "capacity.items", "1000000")))
        .withMessageContaining("must fit 80 % of the heap");
    assertThat(bounded.table("a")).isEqualTo(a);
  }

  @Test
  void dropAndClear_areOfTheirTable() {
    changes.accept(Controls.control(3, "a", "dropped", "true", "cleared", "77"));
    assertThat(changes.dropped("a")).isTrue();
    assertThat(changes.dropped("b")).isFalse();
    assertThat(changes.clearedMs("a")).isEqualTo(77);
    assertThat(changes.clearedMs("b")).isZero();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> changes.accept(Controls.control(4, null, "dropped", "true")))
        .withMessageContaining("one by one");
  }

  @Test
  void paths_areAllKnown() {
    for (String path : TableChanges.PATHS) {
      String value =
          path.endsWith("share") ? "[0.4, 0.3, 0.3]" : path.contains("thres") ? "[0.8,0.7,0]" : "1";
      TableChanges.apply(
          a,
          path.equals("limiter.samples_per_insert")
              ? Map.of(path, value, "limiter.error_buffer", "900")
              : Map.of(
                  path,
                  path.startsWith("capacity.") ? "5000" : path.endsWith("mix") ? "0" : value));
    }
  }
}
