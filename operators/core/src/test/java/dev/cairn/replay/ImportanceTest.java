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
  void mix_withoutTdError_feedbackChangesNothing() {
    Importance importance =
        importance(
            part(1, new ScorerSpec.Reward(), TO_TEN),
            part(1, new ScorerSpec.Column("actions", Aggregate.MAXIMUM, 1), TO_TEN));

    assertThat(importance.keepsBase()).isFalse();
    assertThat(importance.atFeedback(10, LiveMaximum.NONE, 0)).isEqualTo(Importance.UNCHANGED);
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
    return Tables.table(10, Tables.ONE_TIER, importance, Tables.UNIFORM);
  }
}
