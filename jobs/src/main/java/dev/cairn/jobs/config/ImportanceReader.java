package dev.cairn.jobs.config;

import dev.cairn.replay.ImportanceSpec;
import dev.cairn.replay.NormaliserSpec;
import dev.cairn.replay.ScorerSpec;
import dev.cairn.replay.Signature;
import dev.cairn.replay.importance.Aggregate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code importance:} of a table: one scorer and its normaliser, or a {@code mix} of them.
 */
final class ImportanceReader {

  private static final Pattern NAME = Pattern.compile(".{1,200}");
  private static final ImportanceSpec DEFAULT =
      ImportanceSpec.of(new ScorerSpec.TdError(), new NormaliserSpec.LiveRank());

  private enum ScorerName {
    TD_ERROR,
    REWARD,
    EPISODE_RETURN,
    DENSITY,
    UNCERTAINTY,
    COLUMN,
    CUSTOM
  }

  private enum NormaliserName {
    RANK,
    LIVE_RANK,
    MINMAX,
    FIXED
  }

  private enum Direction {
    RARE,
    COMMON
  }

  private final Signature signature;

  /** Reader for a table of that signature. */
  ImportanceReader(Signature signature) {
    this.signature = signature;
  }

  /** What the section says; a default where it is wrong, which is noted. */
  ImportanceSpec read(Section section) {
    if (!section.has("mix")) {
      ImportanceSpec.Part part = part(section, 1);
      section.end();
      return part == null ? DEFAULT : new ImportanceSpec(List.of(part));
    }
    List<ImportanceSpec.Part> parts = new ArrayList<>();
    for (Section of : section.list("mix")) {
      ImportanceSpec.Part part = part(of, of.number("weight", 1.0, 0, 1e9, true));
      of.end();
      if (part != null) {
        parts.add(part);
      }
    }
    section.end();
    try {
      return new ImportanceSpec(parts);
    } catch (IllegalArgumentException e) {
      section.problem(String.valueOf(e.getMessage()), "mix", parts.size() + " scorers");
      return DEFAULT;
    }
  }

  private ImportanceSpec.@Nullable Part part(Section section, double weight) {
    int before = section.problems();
    ScorerName name = section.choice("scorer", ScorerName.TD_ERROR, ScorerName.class);
    NormaliserSpec normaliser = normaliser(section, name);
    try {
      ScorerSpec scorer = scorer(section, name);
      scorer.scorer(signature);
      return section.problems() > before
          ? null
          : new ImportanceSpec.Part(weight, scorer, normaliser);
    } catch (IllegalArgumentException e) {
      section.problem(
          String.valueOf(e.getMessage()), "scorer", name.name().toLowerCase(Locale.ROOT));
      return null;
    }
  }

  private static ScorerSpec scorer(Section section, ScorerName name) {
    return switch (name) {
      case TD_ERROR -> new ScorerSpec.TdError();
      case REWARD ->
          new ScorerSpec.Reward(
              section.flag("absolute_reward", false), aggregate(section), gamma(section));
      case EPISODE_RETURN -> new ScorerSpec.EpisodeReturn();
      case DENSITY ->
          new ScorerSpec.Density(
              column(section),
              section.count("bits", 12, 1, 20),
              section.number("half_life", 100_000.0, 1, 1e12, false),
              section.choice("important", Direction.RARE, Direction.class) == Direction.RARE);
      case UNCERTAINTY ->
          new ScorerSpec.Uncertainty(column(section), section.flag("logits", false));
      case COLUMN -> new ScorerSpec.Column(column(section), aggregate(section), gamma(section));
      case CUSTOM ->
          new ScorerSpec.Custom(
              section.text("class", null, NAME, "the name of a class"),
              section.has("settings") ? section.section("settings").strings() : Map.of());
    };
  }

  private static Aggregate aggregate(Section section) {
    return section.choice("aggregate", Aggregate.SUM, Aggregate.class);
  }

  private static double gamma(Section section) {
    return section.number("gamma", 1.0, 0, 1, false);
  }

  private static String column(Section section) {
    return section.text("column", null, NAME, "the name of one of the table's columns");
  }

  private static NormaliserSpec normaliser(Section section, ScorerName scorer) {
    boolean kept = scorer == ScorerName.TD_ERROR;
    NormaliserName name =
        section.choice(
            "normaliser",
            kept ? NormaliserName.LIVE_RANK : NormaliserName.RANK,
            NormaliserName.class);
    int window = section.count("window", 100_000, 100, 100_000_000);
    double low = section.number("low", 0.0, -1e30, 1e30, false);
    double high = section.number("high", 1.0, -1e30, 1e30, false);
    if (high <= low) {
      section.problem("must be above low=" + low, "high", high);
      return new NormaliserSpec.LiveRank();
    }
    return switch (name) {
      case RANK -> new NormaliserSpec.Rank(window);
      case LIVE_RANK -> new NormaliserSpec.LiveRank();
      case MINMAX -> new NormaliserSpec.MinMax();
      case FIXED -> new NormaliserSpec.Fixed(low, high);
    };
  }
}
