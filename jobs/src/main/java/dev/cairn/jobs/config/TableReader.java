package dev.cairn.jobs.config;

import dev.cairn.replay.AssemblySpec;
import dev.cairn.replay.ColumnSpec;
import dev.cairn.replay.DType;
import dev.cairn.replay.Encoding;
import dev.cairn.replay.ImportanceSpec;
import dev.cairn.replay.LimiterSpec;
import dev.cairn.replay.RemoverSpec;
import dev.cairn.replay.SamplerSpec;
import dev.cairn.replay.Signature;
import dev.cairn.replay.StorageUnit;
import dev.cairn.replay.TableSpec;
import dev.cairn.replay.TierSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one entry of {@code tables:}. Ranges, defaults and rules are those of semantics. */
final class TableReader {

  static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,100}");

  private static final Pattern CLASS = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$.]*");
  private static final long MAX_ITEMS = 1_000_000_000L;
  private static final long MAX_BYTES = 1L << 50;
  private static final double SUM_TOLERANCE = 1e-6;
  static final List<TierSpec> DEFAULT_TIERS =
      List.of(new TierSpec(0.9, 0.5, 0.2), new TierSpec(0.6, 0.3, 0.3), new TierSpec(0, 0.2, 0.5));

  private TableReader() {}

  /** The table, or null when something about it is wrong, which is noted. */
  static @Nullable TableSpec read(String name, Section table) {
    int before = table.problems();
    if (!NAME.matcher(name).matches()) {
      table.problem("a table's name must have 1 to 100 of a-z A-Z 0-9 - _", "name", name);
    }
    Section capacity = table.section("capacity");
    long items = capacity.integer("items", null, 1L, MAX_ITEMS);
    long bytes = capacity.bytes("bytes", null, 1L, MAX_BYTES);
    capacity.end();
    int shards = table.count("shards", 1, 1, 32_768);
    int maxBatch = table.count("max_batch", 256, 1, 65_536);
    int maxChunkSteps = table.count("max_chunk_steps", 64, 1, 65_536);
    List<ColumnSpec> columns = columns(table.section("columns"));
    StorageReader storage = new StorageReader(table.section("storage"));
    StorageUnit unit = storage.unit(columns);
    AssemblySpec assembly = storage.assembly();
    List<TierSpec> tiers = tiers(table);
    ImportanceSpec importance =
        new ImportanceReader(new Signature(columns)).read(table.section("importance"));
    SamplerSpec sampler = sampler(table.section("sampler"));
    TableSpec.Overflow overflow =
        table.choice("overflow", TableSpec.Overflow.DEMOTE, TableSpec.Overflow.class);
    RemoverSpec remover = remover(table.section("remover"));
    LimiterSpec limiter =
        limiter(table.section("limiter"), items, maxBatch, unit.maxItems(maxChunkSteps));
    int segmentBytes = Math.toIntExact(table.bytes("segment_bytes", 8L << 10, 256L, 16L << 20));
    double cleanBelow = table.number("clean_below", 1.0 / 3, 0, 0.95, true);
    long cacheBytes = table.bytes("cache_bytes", 16L << 20, 0L, 1L << 40);
    table.end();
    if (table.problems() > before) {
      return null;
    }
    try {
      return new TableSpec(
          name,
          shards,
          items,
          bytes,
          new Signature(columns),
          unit,
          assembly,
          tiers,
          importance,
          sampler,
          overflow,
          remover,
          limiter,
          maxBatch,
          maxChunkSteps,
          segmentBytes,
          cleanBelow,
          cacheBytes);
    } catch (IllegalArgumentException e) {
      // Rules between fields that only the memory knows; its messages name the fields.
      table.problem(String.valueOf(e.getMessage()), "name", name);
      return null;
    }
  }

  private static List<ColumnSpec> columns(Section section) {
    List<ColumnSpec> columns = new ArrayList<>();
    for (Map.Entry<String, Section> entry : section.sections().entrySet()) {
      Section column = entry.getValue();
      DType dtype = column.choice("dtype", null, DType.class);
      List<Integer> shape = column.counts("shape", List.of(), 1);
      boolean observation = column.flag("observation", false);
      int stack = column.count("stack", 1, 1, observation ? 64 : 1);
      Encoding encoding = column.choice("encoding", Encoding.RAW, Encoding.class);
      column.end();
      if (entry.getKey().isEmpty() || entry.getKey().length() > 64) {
        section.problem("a column's name must have 1 to 64 characters", entry.getKey(), "...");
        continue;
      }
      try {
        columns.add(new ColumnSpec(entry.getKey(), dtype, shape, observation, stack, encoding));
      } catch (IllegalArgumentException e) {
        section.problem(String.valueOf(e.getMessage()), entry.getKey(), "...");
      }
    }
    checkRewards(section, columns);
    return columns.isEmpty()
        ? List.of(new ColumnSpec("rewards", DType.FLOAT32, List.of(), false))
        : columns;
  }

  private static void checkRewards(Section section, List<ColumnSpec> columns) {
    String rule = "must be a float32 or float64 column without shape and no observation";
    for (ColumnSpec column : columns) {
      if (column.name().equals("rewards")) {
        boolean isFloat = column.dtype() == DType.FLOAT32 || column.dtype() == DType.FLOAT64;
        if (!isFloat || !column.shape().isEmpty() || column.observation()) {
          section.problem(rule, "rewards", column.dtype() + "" + column.shape());
        }
        return;
      }
    }
    section.problem(rule, "rewards", "(missing)");
  }

  private static List<TierSpec> tiers(Section table) {
    if (!table.has("tiers")) {
      table.list("tiers");
      return DEFAULT_TIERS;
    }
    List<Section> sections = table.list("tiers");
    List<TierSpec> tiers = new ArrayList<>();
    double above = 1;
    int before = table.problems();
    for (int i = 0; i < sections.size(); i++) {
      Section section = sections.get(i);
      boolean last = i == sections.size() - 1;
      double threshold = section.number("threshold", last ? 0.0 : null, 0, 1, false);
      if (last ? threshold != 0 : threshold <= 0 || threshold >= above) {
        section.problem(
            last
                ? "the last tier takes everything: leave the threshold out"
                : "thresholds must fall from tier to tier, each above 0 and below 1",
            "threshold",
            threshold);
      }
      above = threshold;
      double share = section.number("share", null, 0, 1, true);
      double capacityShare = section.number("capacity_share", null, 0, 1, true);
      section.end();
      if (table.problems() == before) {
        tiers.add(new TierSpec(threshold, share, capacityShare));
      }
    }
    if (table.problems() > before) {
      return DEFAULT_TIERS;
    }
    if (tiers.isEmpty() || tiers.size() > 16) {
      table.problem("there must be 1 to 16 tiers", "tiers", tiers.size() + " tiers");
      return DEFAULT_TIERS;
    }
    double share = tiers.stream().mapToDouble(TierSpec::share).sum();
    if (Math.abs(share - 1) > SUM_TOLERANCE) {
      table.problem("the shares of the tiers must sum to 1", "tiers[*].share", "sum " + share);
    }
    double room = tiers.stream().mapToDouble(TierSpec::capacityShare).sum();
    if (Math.abs(room - 1) > SUM_TOLERANCE) {
      table.problem(
          "the capacity shares of the tiers must sum to 1",
          "tiers[*].capacity_share",
          "sum " + room);
    }
    return tiers;
  }

  private static SamplerSpec sampler(Section section) {
    SamplerSpec.Kind kind =
        section.choice("kind", SamplerSpec.Kind.PROPORTIONAL, SamplerSpec.Kind.class);
    String className = section.text("class", "", CLASS, "the name of a class");
    boolean stratified = section.flag("stratified", true);
    boolean replacement = section.flag("replacement", true);
    SamplerSpec.Takes takes =
        section.choice("takes", SamplerSpec.Takes.TD_ERROR, SamplerSpec.Takes.class);
    double alpha = section.number("alpha", 0.6, 0, 10, false);
    double epsilon = section.number("epsilon", 1e-6, 0, 1e6, true);
    double uniformMix = section.number("uniform_mix", 0.0, 0, 0.999, false);
    long maxPolicyLag = section.integer("max_policy_lag", SamplerSpec.NO_BOUND, 0L, 1L << 60);
    section.end();
    try {
      return new SamplerSpec(
          kind,
          className,
          stratified,
          replacement,
          takes,
          alpha,
          epsilon,
          uniformMix,
          maxPolicyLag);
    } catch (IllegalArgumentException e) {
      section.problem(String.valueOf(e.getMessage()), "kind", kind.name().toLowerCase(Locale.ROOT));
      return new SamplerSpec(SamplerSpec.Kind.PROPORTIONAL, stratified, takes, alpha, epsilon, 0);
    }
  }

  private static RemoverSpec remover(Section section) {
    RemoverSpec.Kind kind = section.choice("kind", RemoverSpec.Kind.FIFO, RemoverSpec.Kind.class);
    String className = section.text("class", "", CLASS, "the name of a class");
    String bound =
        switch (kind) {
          case SAMPLED_AT_LEAST -> "times";
          case OLDER_THAN -> "duration_ms";
          case POLICY_OLDER_THAN -> "versions";
          default -> "";
        };
    long value = 0;
    for (String key : List.of("times", "duration_ms", "versions")) {
      if (key.equals(bound)) {
        long most = key.equals("times") ? RemoverSpec.MAX_SAMPLED : 1L << 60;
        value = section.integer(key, null, key.equals("versions") ? 0L : 1L, most);
      } else if (section.has(key)) {
        section.problem(
            "goes with another kind of remover than " + kind.name().toLowerCase(Locale.ROOT),
            key,
            section.integer(key, 0L, Long.MIN_VALUE, Long.MAX_VALUE));
      }
    }
    section.end();
    try {
      return new RemoverSpec(kind, className, value);
    } catch (IllegalArgumentException e) {
      section.problem(String.valueOf(e.getMessage()), "kind", kind.name().toLowerCase(Locale.ROOT));
      return RemoverSpec.FIFO;
    }
  }

  private static LimiterSpec limiter(
      Section section, long capacityItems, int maxBatch, int maxChunkItems) {
    long minSize = section.integer("min_size", 1L, 1L, MAX_ITEMS);
    if (minSize > capacityItems) {
      section.problem(
          "must not exceed capacity.items=" + capacityItems + ", or nothing is ever sampled",
          "min_size",
          minSize);
    }
    int before = section.problems();
    boolean paced = section.has("samples_per_insert");
    double ratio = section.number("samples_per_insert", Double.NaN, 0, 1e6, true);
    double need = (maxBatch + ratio * maxChunkItems) / 2;
    double buffer = section.number("error_buffer", paced ? 2 * need : 0, 0, 1e15, false);
    if (paced && buffer < need) {
      section.problem(
          "must be at least (max_batch + samples_per_insert x max_chunk_steps) / 2 = "
              + need
              + ", for batches and chunks are atomic",
          "error_buffer",
          buffer);
    }
    section.end();
    return section.problems() > before
        ? new LimiterSpec(1, Double.NaN, 0)
        : new LimiterSpec(minSize, paced ? ratio : Double.NaN, buffer);
  }
}
