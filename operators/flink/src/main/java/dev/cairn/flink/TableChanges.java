package dev.cairn.flink;

import dev.cairn.replay.LimiterSpec;
import dev.cairn.replay.SamplerSpec;
import dev.cairn.replay.TableSpec;
import dev.cairn.replay.TierSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Changes of a table by path, as control records name them: what may change while a job runs.
 *
 * <p>Numbers are written as in the configuration file, sizes in bytes; {@code tiers[*].share} takes
 * a list, one value a tier; {@code limiter.samples_per_insert} takes {@code none} for no pace.
 */
public final class TableChanges {

  /** The table's items and state go, and its chunks are dead letters; true or false. */
  public static final String DROPPED = "dropped";

  /** All items go, once for each new value; ms since the epoch. */
  public static final String CLEARED = "cleared";

  /** What can change, for people. */
  public static final List<String> PATHS =
      List.of(
          "capacity.bytes",
          "capacity.items",
          "limiter.error_buffer",
          "limiter.min_size",
          "limiter.samples_per_insert",
          "sampler.alpha",
          "sampler.uniform_mix",
          "tiers[*].capacity_share",
          "tiers[*].share",
          "tiers[*].threshold");

  private static final Pattern NUMBER =
      Pattern.compile("[-+]?[0-9]{1,30}(\\.[0-9]{0,30})?([eE][-+]?[0-9]{1,3})?");
  private static final Pattern TIER =
      Pattern.compile("tiers\\[(\\*|[0-9]{1,3})]\\.(share|threshold|capacity_share)");

  private final TableSpec table;
  private final List<double[]> tiers = new ArrayList<>();
  private long items;
  private long bytes;
  private double alpha;
  private double uniformMix;
  private long minSize;
  private double ratio;
  private double buffer;

  private TableChanges(TableSpec table) {
    this.table = table;
    items = table.capacityItems();
    bytes = table.capacityBytes();
    alpha = table.sampler().alpha();
    uniformMix = table.sampler().uniformMix();
    minSize = table.limiter().minSize();
    ratio = table.limiter().samplesPerInsert();
    buffer = table.limiter().errorBuffer();
    for (TierSpec tier : table.tiers()) {
      tiers.add(new double[] {tier.threshold(), tier.share(), tier.capacityShare()});
    }
  }

  /**
   * The table with the changes, all of them at once.
   *
   * @param table as the configuration file has it
   * @param changes values by path
   * @throws IllegalArgumentException when a path or value is wrong, or values do not fit together;
   *     its message is one line for people
   */
  public static TableSpec apply(TableSpec table, Map<String, String> changes) {
    TableChanges changed = new TableChanges(table);
    // Sorted, so that tiers[*] comes before tiers[0], which so may differ from the others.
    new TreeMap<>(changes).forEach(changed::set);
    return changed.build();
  }

  private void set(String path, String text) {
    Matcher tier = TIER.matcher(path);
    if (tier.matches()) {
      setTiers(path, tier.group(1), tier.group(2), text);
      return;
    }
    switch (path) {
      case "capacity.items" -> items = whole(path, text);
      case "capacity.bytes" -> bytes = whole(path, text);
      case "limiter.min_size" -> minSize = whole(path, text);
      case "limiter.samples_per_insert" ->
          ratio = text.strip().equals("none") ? Double.NaN : number(path, text);
      case "limiter.error_buffer" -> buffer = number(path, text);
      case "sampler.alpha" -> alpha = number(path, text);
      case "sampler.uniform_mix" -> uniformMix = number(path, text);
      case DROPPED -> isDropped(Map.of(path, text));
      case CLEARED -> clearedMs(Map.of(path, text));
      default ->
          throw new IllegalArgumentException(
              "only these can change while the job runs; change the file and restart for others:"
                  + " allowed="
                  + PATHS
                  + " path="
                  + path);
    }
  }

  private void setTiers(String path, String which, String field, String text) {
    int at = List.of("threshold", "share", "capacity_share").indexOf(field);
    if (which.equals("*")) {
      String[] values = text.strip().replaceAll("^\\[|]$", "").split(",", -1);
      if (values.length != tiers.size()) {
        throw wrong("one value for each of the table's " + tiers.size() + " tiers", path, text);
      }
      for (int t = 0; t < values.length; t++) {
        tiers.get(t)[at] = number(path, values[t]);
      }
      return;
    }
    int tier = Integer.parseInt(which);
    if (tier >= tiers.size()) {
      throw wrong("a tier from 0 to " + (tiers.size() - 1), path, text);
    }
    tiers.get(tier)[at] = number(path, text);
  }

  private TableSpec build() {
    List<TierSpec> built = new ArrayList<>();
    for (double[] tier : tiers) {
      built.add(new TierSpec(tier[0], tier[1], tier[2]));
    }
    SamplerSpec sampler = table.sampler().with(alpha, uniformMix);
    LimiterSpec limiter = new LimiterSpec(minSize, ratio, buffer);
    return table.with(items, bytes, built, sampler, limiter);
  }

  /** Whether the changes drop the table. */
  static boolean isDropped(Map<String, String> changes) {
    @Nullable String text = changes.get(DROPPED);
    if (text == null || text.equals("false")) {
      return false;
    }
    if (!text.equals("true")) {
      throw wrong("true or false", DROPPED, text);
    }
    return true;
  }

  /** When the table was cleared last, ms since the epoch; 0 when never. */
  static long clearedMs(Map<String, String> changes) {
    @Nullable String text = changes.get(CLEARED);
    return text == null ? 0 : whole(CLEARED, text);
  }

  private static long whole(String path, String text) {
    String number = text.strip();
    if (!number.matches("[0-9]{1,18}")) {
      throw wrong("a whole number", path, text);
    }
    return Long.parseLong(number);
  }

  private static double number(String path, String text) {
    String number = text.strip();
    if (!NUMBER.matcher(number).matches()) {
      throw wrong("a number", path, text);
    }
    return Double.parseDouble(number);
  }

  private static IllegalArgumentException wrong(String rule, String path, String text) {
    String line = text.replaceAll("\\s+", " ");
    return new IllegalArgumentException(
        "must be "
            + rule
            + ": "
            + path
            + "="
            + (line.length() > 80 ? line.substring(0, 77) + "..." : line));
  }
}
