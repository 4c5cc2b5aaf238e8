package dev.cairn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.schema.Stats;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {

  private static final long LONG = 3_600_000;

  private final Published published = new Published();

  private Pace pace(int chunkSteps, String... tables) {
    return new Pace(published.info, List.of(tables), chunkSteps);
  }

  private static Stats.Builder allowance(String table, double steps) {
    return Published.stats(table, 0, 1, 1, 0).setAllowanceSteps(steps).setAllowanceTtlMs(LONG);
  }

  @Test
  void available_severalTables_isTheLeast() throws Exception {
    try (Pace pace = pace(4, "replay", "other")) {
      published.hear(allowance("replay", 100).build());
      assertThat(pace.available()).isZero();
      published.hear(allowance("other", 3).build());
      assertThat(pace.available()).isEqualTo(3);
      pace.spend(2);
      assertThat(pace.available()).isEqualTo(1);
    }
  }

  @Test
  void available_severalPublications_addsUpToAChunkAndNoFurther() {
    try (Pace pace = pace(2, "replay")) {
      published.allow(1.5, 0, LONG);
      assertThat(pace.available()).isEqualTo(1.5);
      published.allow(1.5, 0, LONG);
      published.allow(1.5, 0, LONG);
      assertThat(pace.available()).isEqualTo(2);
      published.allow(50, 0, LONG);
      assertThat(pace.available()).as("a share larger than a chunk counts whole").isEqualTo(50);
    }
  }

  @Test
  void available_publicationRepeatedOlderOrOfAnotherShard_countsNothing() {
    try (Pace pace = pace(10, "replay")) {
      published.hear(allowance("replay", 1).setSequence(5).build());
      published.hear(allowance("replay", 1).setSequence(5).build());
      published.hear(allowance("replay", 1).setSequence(4).build());
      published.hear(allowance("replay", 1).setSequence(6).setShard(1).setShards(2).build());
      assertThat(pace.available()).isEqualTo(1);
      published.hear(allowance("replay", 1).setAttempt(2).setSequence(0).build());
      assertThat(pace.available()).isEqualTo(2);
    }
  }

  @Test
  void available_severalWriters_isAShareWithItselfCountedOnce() throws Exception {
    try (Pace pace = pace(10, "replay")) {
      published.allow(6, 2, LONG); // not counted yet: three writers
      assertThat(pace.available()).isEqualTo(2);
      pace.spend(2);
      published.allow(6, 3, LONG); // counted by now
      assertThat(pace.available()).isEqualTo(2);
    }
  }

  @Test
  void available_allowanceExpired_isNothing() {
    try (Pace pace = pace(10, "replay")) {
      published.allow(6, 0, 0);
      assertThat(pace.available()).isZero();
      published.allow(2, 0, LONG);
      assertThat(pace.available()).as("what had expired is not added").isEqualTo(2);
    }
  }

  @Test
  void spend_interrupted_spendsNothing() {
    try (Pace pace = pace(10, "replay")) {
      published.allow(1, 0, LONG);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> pace.spend(2)).isInstanceOf(InterruptedException.class);
      assertThat(pace.available()).isEqualTo(1);
    }
  }

  @Test
  void close_laterPublications_areNotHeard() {
    Pace pace = pace(10, "replay");
    pace.close();
    published.allow(1, 0, LONG);
    assertThat(pace.available()).isZero();
  }
}
