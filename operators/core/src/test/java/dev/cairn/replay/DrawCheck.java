package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.replay.tier.Quota;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Whether an answer is one that the reference allows. */
final class DrawCheck {

  private final ReferenceShard reference;
  private final TableSpec spec;
  private final long nowMs;

  /**
   * @param reference as it was when the items were drawn
   */
  DrawCheck(ReferenceShard reference, long nowMs) {
    this.reference = reference;
    this.nowMs = nowMs;
    spec = reference.spec;
  }

  /** The limiter let so many items pass, which are not counted yet. */
  void checkLimiter(int items) {
    LimiterSpec limiter = spec.limiter();
    assertThat(reference.items.size()).isGreaterThanOrEqualTo((int) limiter.minSize());
    if (limiter.paced()) {
      double spi = limiter.samplesPerInsert();
      assertThat(reference.created * spi - reference.sampled - items)
          .isGreaterThanOrEqualTo(spi * limiter.minSize() - limiter.errorBuffer());
    }
  }

  void checkProbabilities(DrawnBatch batch) {
    int tiers = reference.tiers.count();
    boolean flat = reference.weights.flat();
    List<Map<Long, Double>> masses = new ArrayList<>();
    double[] weight = new double[tiers];
    long[] drawable = new long[tiers];
    double shares = 0;
    double[] share = new double[tiers];
    for (int t = 0; t < tiers; t++) {
      Map<Long, Double> of = reference.weights.masses(t);
      if (flat) {
        reference.tiers.in(t).stream()
            .filter(item -> !item.excluded)
            .forEach(item -> of.put(item.id, 1.0));
      }
      masses.add(of);
      weight[t] = of.values().stream().mapToDouble(w -> w).sum();
      drawable[t] = of.size();
      share[t] = drawable[t] > 0 ? spec.tiers().get(t).share() : 0;
      shares += share[t];
    }
    int items = batch.ids().length;
    int[] counts = new int[tiers];
    for (byte tier : batch.tiers()) {
      counts[tier]++;
    }
    int eligible = (int) Arrays.stream(drawable).filter(n -> n > 0).count();
    if (items >= eligible) {
      assertThat(counts)
          .isEqualTo(Quota.of(items, share, drawable, new java.util.Random(1)).counts());
    }
    if (spec.sampler().newSampler().distinct()) {
      assertThat(batch.ids()).doesNotHaveDuplicates();
      for (int t = 0; t < tiers; t++) {
        assertThat(counts[t]).isLessThanOrEqualTo((int) drawable[t]);
      }
    }
    if (spec.sampler().ordered() && !flat) {
      checkOrder(batch, counts);
      return;
    }
    double eta = spec.sampler().uniformMix();
    for (int i = 0; i < items; i++) {
      ReferenceItem item = reference.item(batch.ids()[i]);
      int t = item.tier;
      Double w = masses.get(t).get(item.id);
      if (w == null) {
        throw new AssertionError("drawn with weight 0: id=" + item.id);
      }
      if (items < eligible && spec.sampler().newSampler().distinct()) {
        continue; // tiers are drawn without replacement: QuotaTest
      }
      double fraction = items >= eligible ? (double) counts[t] / items : share[t] / shares;
      double expected =
          batch.request().q() * fraction * ((1 - eta) * w / weight[t] + eta / drawable[t]);
      double stated = batch.probabilities()[i];
      if (!(Math.abs(stated - expected) <= expected * 1e-9)) {
        throw new AssertionError("P(i) stated=" + stated + " expected=" + expected);
      }
    }
  }

  private void checkOrder(DrawnBatch batch, int[] counts) {
    List<Long> expected = new ArrayList<>();
    for (int t = 0; t < counts.length; t++) {
      reference.weights.ordered(t).stream().limit(counts[t]).forEach(item -> expected.add(item.id));
    }
    assertThat(Arrays.stream(batch.ids()).boxed()).containsExactlyElementsOf(expected);
    assertThat(batch.probabilities()).containsOnly(Double.NaN);
  }

  void checkItem(DrawnBatch batch, int i) {
    ReferenceItem item = reference.item(batch.ids()[i]);
    assertThat((int) batch.tiers()[i]).isEqualTo(item.tier);
    assertThat(batch.priorities()[i]).isEqualTo(item.value);
    assertThat(batch.agesMs()[i]).isEqualTo(nowMs - item.insertedMs);
    assertThat(batch.policyVersions()[i]).isEqualTo(item.policyVersion);
    assertThat(cell(batch, "obs", i)).isEqualTo(Runs.obs(item.id));
    assertThat(cell(batch, "new_obs", i)).isEqualTo(Runs.obs(item.id + 1));
    assertThat(cell(batch, "frames", i)).isEqualTo(Runs.frame(item.id));
    assertThat(cell(batch, "new_frames", i)).isEqualTo(Runs.frame(item.id + 1));
    assertThat(LittleEndian.getLong(cell(batch, "actions", i), 0)).isEqualTo(~item.id);
    assertThat(LittleEndian.getFloat(cell(batch, "rewards", i), 0)).isEqualTo(item.reward);
    assertThat(cell(batch, "terminateds", i)[0]).isEqualTo((byte) (item.terminated ? 1 : 0));
    assertThat(cell(batch, "truncateds", i)[0]).isEqualTo((byte) (item.truncated ? 1 : 0));
    assertThat(LittleEndian.getLong(cell(batch, "eps_id", i), 0)).isEqualTo(item.episode);
    assertThat(LittleEndian.getLong(cell(batch, "t", i), 0)).isEqualTo(item.step);
  }

  private static byte[] cell(DrawnBatch batch, String name, int i) {
    for (DrawnBatch.ColumnData column : batch.columns()) {
      if (column.name().equals(name)) {
        int width = column.data().length / batch.ids().length;
        return Arrays.copyOfRange(column.data(), i * width, (i + 1) * width);
      }
    }
    throw new AssertionError("no such column: name=" + name);
  }
}
