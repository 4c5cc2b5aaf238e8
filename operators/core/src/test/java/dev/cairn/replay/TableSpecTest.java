package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cairn.replay.importance.Aggregate;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableSpecTest {

  private static final List<TierSpec> TIERS =
      List.of(new TierSpec(0.9, 0.5, 0.2), new TierSpec(0.6, 0.3, 0.3), new TierSpec(0, 0.2, 0.5));
  private static final LimiterSpec LIMITER = new LimiterSpec(100, 32, 300);

  private static TableSpec table(
      String name, int shards, long items, List<TierSpec> tiers, LimiterSpec limiter, int batch) {
    return table(name, shards, items, 1 << 20, tiers, limiter, batch, 16, 4_096, 0.33, 0);
  }

  private static TableSpec table(
      String name,
      int shards,
      long items,
      long bytes,
      List<TierSpec> tiers,
      LimiterSpec limiter,
      int batch,
      int chunk,
      int segment,
      double cleanBelow,
      long cache) {
    return new TableSpec(
        name,
        shards,
        items,
        bytes,
        new Signature(List.of(new ColumnSpec("rewards", DType.FLOAT32, List.of(), false))),
        StorageUnit.SINGLE_STEPS,
        AssemblySpec.DEFAULT,
        tiers,
        ImportanceSpec.of(new ScorerSpec.TdError(), new NormaliserSpec.Rank(1_000)),
        new SamplerSpec(
            SamplerSpec.Kind.PROPORTIONAL, true, SamplerSpec.Takes.TD_ERROR, 0.6, 1e-6, 0),
        TableSpec.Overflow.DEMOTE,
        limiter,
        batch,
        chunk,
        segment,
        cleanBelow,
        cache);
  }

  private static void refused(Runnable construction, String part) {
    assertThatIllegalArgumentException().isThrownBy(construction::run).withMessageContaining(part);
  }

  @Test
  void constructor_defaults_areAcceptedWithoutWarning() {
    assertThat(table("dqn", 1, 1_000, TIERS, LIMITER, 64).warnings()).isEmpty();
    assertThat(table("a-B_9", 64, 1_000, TIERS, LIMITER, 64).tiers()).isEqualTo(TIERS);
  }

  @Test
  void constructor_badNumbers_areRefusedByName() {
    refused(() -> table("", 1, 1_000, TIERS, LIMITER, 64), "name=");
    refused(() -> table("a b", 1, 1_000, TIERS, LIMITER, 64), "name=a b");
    refused(() -> table("t", 0, 1_000, TIERS, LIMITER, 64), "shards=0");
    refused(() -> table("t", 1, 0, TIERS, LIMITER, 64), "capacity_items=0");
    refused(() -> table("t", 1, 1_000, TIERS, LIMITER, 0), "max_batch=0");
    refused(() -> other(0, 16, 4_096, 0.3, 0), "capacity_bytes=0");
    refused(() -> other(1, 0, 4_096, 0.3, 0), "max_chunk_steps=0");
    refused(() -> other(1, 16, 0, 0.3, 0), "segment_bytes=0");
    refused(() -> other(1, 16, 1, 0, 0), "clean_below=0.0");
    refused(() -> other(1, 16, 1, 1, 0), "clean_below=1.0");
    refused(() -> other(1, 16, 1, Double.NaN, 0), "clean_below=NaN");
    refused(() -> other(1, 16, 1, 0.3, -1), "cache_bytes=-1");
  }

  private static void other(long bytes, int chunk, int segment, double cleanBelow, long cache) {
    table("t", 1, 1_000, bytes, TIERS, LIMITER, 64, chunk, segment, cleanBelow, cache);
  }

  @Test
  void constructor_badTiers_areRefused() {
    refusedTiers("tiers=0");
    refusedTiers("threshold=0.1", new TierSpec(0.9, 0.5, 0.5), new TierSpec(0.1, 0.5, 0.5));
    refusedTiers(
        "threshold=0.9",
        new TierSpec(0.6, 0.5, 0.2),
        new TierSpec(0.9, 0.3, 0.3),
        new TierSpec(0, 0.2, 0.5));
    refusedTiers(
        "threshold=0.6",
        new TierSpec(0.6, 0.5, 0.2),
        new TierSpec(0.6, 0.3, 0.3),
        new TierSpec(0, 0.2, 0.5));
    refusedTiers("share must sum to 1", new TierSpec(0.5, 0.5, 0.5), new TierSpec(0, 0.4, 0.5));
    refusedTiers(
        "capacity_share must sum to 1", new TierSpec(0.5, 0.5, 0.5), new TierSpec(0, 0.5, 0.6));
    refused(() -> table("t", 300, 1_000, TIERS, LIMITER, 64), "shards=300");
  }

  private static void refusedTiers(String part, TierSpec... tiers) {
    refused(() -> table("t", 1, 1_000, List.of(tiers), LIMITER, 64), part);
  }

  @Test
  void tier_badNumbers_areRefused() {
    for (double bad : new double[] {-0.1, 1, Double.NaN}) {
      refused(() -> new TierSpec(bad, 0.5, 0.5), "threshold=" + bad);
    }
    for (double bad : new double[] {0, -0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY}) {
      refused(() -> new TierSpec(0, bad, 0.5), "share=" + bad);
      refused(() -> new TierSpec(0, 0.5, bad), "capacity_share=" + bad);
    }
  }

  @Test
  void limiter_thatLocksUp_isRefused() {
    refused(
        () -> table("t", 1, 1_000, TIERS, new LimiterSpec(100, 32, 287), 64),
        "max_diff - min_diff=574.0");
    refused(
        () -> table("t", 1, 1_000, TIERS, new LimiterSpec(1_001, 32, 300), 64), "min_size=1001");
    refused(() -> new LimiterSpec(0, 1, 1), "min_size=0");
    refused(() -> new LimiterSpec(1, 0, 1), "samples_per_insert=0.0");
    refused(() -> new LimiterSpec(1, 1, -1), "error_buffer=-1.0");
    assertThat(new LimiterSpec(1, Double.NaN, 0).limiter().paced()).isFalse();
    table("t", 1, 1_000, TIERS, new LimiterSpec(1, Double.NaN, 0), 1_000_000);
  }

  @Test
  void importance_badNumbers_areRefused() {
    refused(() -> new NormaliserSpec.Rank(99), "window=99");
    refused(() -> new NormaliserSpec.Fixed(1, 1), "low=1.0");
    refused(() -> new NormaliserSpec.Fixed(0, Double.NaN), "high=NaN");
    refused(() -> new ScorerSpec.Reward(true, Aggregate.RETURN, 1.5), "gamma=1.5");
    refused(() -> part(0, new ScorerSpec.TdError()), "weight=0.0");
    refused(() -> new ImportanceSpec(List.of()), "parts=[]");
  }

  @Test
  void importance_partsThatDoNotFit_areRefused() {
    ImportanceSpec.Part error = part(1, new ScorerSpec.TdError());
    refused(() -> new ImportanceSpec(List.of(error, error)), "td_error=2");
    refused(
        () -> ImportanceSpec.of(new ScorerSpec.Reward(), new NormaliserSpec.LiveRank()),
        "take rank");
  }

  private static ImportanceSpec.Part part(double weight, ScorerSpec scorer) {
    return new ImportanceSpec.Part(weight, scorer, new NormaliserSpec.MinMax());
  }

  @Test
  void warnings_sharesThatDoNotFavourBetterTiers_areNamed() {
    List<TierSpec> tiers =
        List.of(
            new TierSpec(0.9, 0.4, 0.5), new TierSpec(0.6, 0.3, 0.3), new TierSpec(0, 0.3, 0.2));
    List<String> warnings = table("t", 1, 1_000, tiers, LIMITER, 64).warnings();
    assertThat(warnings).hasSize(2);
    assertThat(warnings.get(0)).contains("share=0.4, 0.3", "capacity_share=0.5, 0.3");
  }
}
