package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.replay.importance.Aggregate;
import dev.cairn.replay.importance.ScoredItem;
import dev.cairn.replay.importance.Scorer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ImportanceTest {

  private static final NormaliserSpec TO_TEN = new NormaliserSpec.Fixed(0, 10);

  @Test
  void mix_rewardAndTdError_weightedMeanOfBoth() {
    Importance importance =
        importance(
            part(3, new ScorerSpec.Reward(), TO_TEN), part(1, new ScorerSpec.TdError(), TO_TEN));
    RunItem item = new RunItem(table(importanceOf(part(1, new ScorerSpec.Reward(), TO_TEN))));
    Run run = Runs.of(0, 2, k -> 5, k -> Double.NaN);

    assertThat(importance.atInsert(item.at(run, 0, Double.NaN))).isEqualTo(Importance.UNSCORED);
    int base = importance.base();
    assertThat(base / 65535.0).isBetween(0.3749, 0.3751);
    assertThat(importance.atFeedback(10, LiveMaximum.NONE, base) / 65535.0)
        .isBetween(0.6249, 0.6251);
    // The worker's own value is as good as feedback.
    assertThat(importance.atInsert(item.at(run, 1, 10)) / 65535.0).isBetween(0.6249, 0.6251);
  }

  @Test
  void tdError_tableOfOneTier_scoresNothing() {
    ImportanceSpec byTdError = importanceOf(part(1, new ScorerSpec.TdError(), TO_TEN));
    TableSpec table = Tables.table(10, Tables.ONE_TIER, byTdError, Tables.UNIFORM);
    Importance importance = new Importance(table);
    Run run = Runs.of(0, 1, k -> 5, k -> 7);

    int atInsert = importance.atInsert(new RunItem(table).at(run, 0, 7));
    assertThat(atInsert).isEqualTo(Importance.UNSCORED);
    assertThat(importance.atFeedback(10, 7, 0)).isEqualTo(Importance.UNCHANGED);
  }

  @Test
  void mix_withoutTdError_feedbackChangesNothing() {
    Importance importance =
        importance(
            part(1, new ScorerSpec.Reward(), TO_TEN),
            part(1, new ScorerSpec.Column("actions", Aggregate.MAXIMUM, 1), TO_TEN));

    assertThat(importance.keepsBase()).isFalse();
    assertThat(importance.atFeedback(10, LiveMaximum.NONE, 0)).isEqualTo(Importance.UNCHANGED);
  }

  @Test
  void episodeReturn_ofTheRun_scoresItsItemsWhateverTheirOwnRewards() {
    ImportanceSpec byReturn = importanceOf(part(1, new ScorerSpec.EpisodeReturn(), TO_TEN));
    TableSpec held = held(byReturn, StorageUnit.SINGLE_STEPS);

    assertThat(atInsert(held, 2.5)).isEqualTo(65535 / 4);
    assertThat(atInsert(held, Double.NaN)).as("not known: no score").isZero();
    // An episode, or a piece of one: 5 + 5 where nothing better is known.
    TableSpec episodes = held(byReturn, new StorageUnit.Episodes(100));
    assertThat(atInsert(episodes, 2.5)).isEqualTo(65535 / 4);
    assertThat(atInsert(episodes, Double.NaN)).isEqualTo(65535);
  }

  /** Of an item of two steps with reward 5 each, of an episode with that return. */
  private static int atInsert(TableSpec table, double episodeReturn) {
    Run run = Runs.of(0, 2, k -> 5, k -> Double.NaN);
    Run known =
        new Run(
            run.policyVersion(),
            run.episode(),
            run.firstStep(),
            2,
            true,
            false,
            run.payload(),
            new long[] {1},
            new int[] {0},
            new int[] {2},
            new float[] {Float.NaN},
            episodeReturn);
    return new Importance(table).atInsert(new RunItem(table).at(known, 0, Double.NaN));
  }

  private static TableSpec held(ImportanceSpec importance, StorageUnit unit) {
    TableSpec base = table(importanceOf(part(1, new ScorerSpec.Reward(), TO_TEN)));
    return new TableSpec(
        base.name(),
        1,
        base.capacityItems(),
        base.capacityBytes(),
        base.signature(),
        unit,
        new AssemblySpec(AssemblySpec.Hold.EPISODE, 1_000, 1 << 20, 1),
        base.tiers(),
        importance,
        base.sampler(),
        base.overflow(),
        base.limiter(),
        1,
        base.maxChunkSteps(),
        base.segmentBytes(),
        base.cleanBelow(),
        base.cacheBytes());
  }

  /** Scores every item by its settings. */
  public static final class Constant implements Scorer {
    private final double score;

    public Constant(Signature signature, Map<String, String> settings) {
      score = Double.parseDouble(settings.getOrDefault("score", "x"));
    }

    @Override
    public double atInsert(ScoredItem item) {
      return score;
    }
  }

  @Test
  void custom_ownClass_isMadeWithItsSettings() {
    String name = Constant.class.getName();
    Importance importance =
        importance(part(1, new ScorerSpec.Custom(name, Map.of("score", "2.5")), TO_TEN));
    RunItem item = new RunItem(Tables.table(10, Tables.ONE_TIER, Tables.BY_REWARD, Tables.UNIFORM));

    assertThat(importance.atInsert(item.at(Runs.of(0, 1, k -> 0, k -> Double.NaN), 0, Double.NaN)))
        .isEqualTo(65535 / 4);
  }

  @Test
  void custom_infiniteScore_isNoScore() {
    String name = Constant.class.getName();
    Importance importance =
        importance(part(1, new ScorerSpec.Custom(name, Map.of("score", "Infinity")), TO_TEN));
    RunItem item = new RunItem(Tables.table(10, Tables.ONE_TIER, Tables.BY_REWARD, Tables.UNIFORM));

    assertThat(importance.atInsert(item.at(Runs.of(0, 1, k -> 0, k -> Double.NaN), 0, Double.NaN)))
        .isZero();
  }

  @Test
  void custom_badClassOrSettings_isRefusedByName() {
    refused(new ScorerSpec.Custom("no.such.Scorer", Map.of()), "class=no.such.Scorer");
    refused(new ScorerSpec.Custom("java.lang.String", Map.of()), "must implement");
    refused(new ScorerSpec.Custom(Constant.class.getName(), Map.of()), "must take its settings");
  }

  @Test
  void columns_thatDoNotFit_areRefusedByName() {
    refused(new ScorerSpec.Column("likes", Aggregate.SUM, 1), "column=likes");
    refused(new ScorerSpec.Column("obs", Aggregate.SUM, 1), "elements=3");
    refused(new ScorerSpec.Uncertainty("actions", true), "elements=1");
  }

  private static void refused(ScorerSpec scorer, String words) {
    org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
        .isThrownBy(() -> importance(part(1, scorer, TO_TEN)))
        .withMessageContaining(words);
  }

  private static ImportanceSpec.Part part(
      double weight, ScorerSpec scorer, NormaliserSpec normaliser) {
    return new ImportanceSpec.Part(weight, scorer, normaliser);
  }

  private static ImportanceSpec importanceOf(ImportanceSpec.Part... parts) {
    return new ImportanceSpec(List.of(parts));
  }

  private static Importance importance(ImportanceSpec.Part... parts) {
    return new Importance(table(importanceOf(parts)));
  }

  private static TableSpec table(ImportanceSpec importance) {
    return Tables.table(10, Tables.THREE_TIERS, importance, Tables.UNIFORM);
  }
}
