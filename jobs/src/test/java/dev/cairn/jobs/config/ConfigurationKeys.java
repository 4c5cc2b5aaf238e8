package dev.cairn.jobs.config;

import dev.cairn.replay.TierSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every key of a configuration file, found by reading files that take each way through the readers.
 */
public final class ConfigurationKeys {

  private static final String BASE =
      """
      tables:
        %s:
          capacity: {items: 100000, bytes: 1 MiB}
          columns:
            obs: {dtype: float32, shape: [4], observation: true}
            pictures: {dtype: uint8, shape: [84, 84], encoding: zstd}
            rewards: {dtype: float32}
            option_id: {dtype: int64}
      """;

  /** What differs from the base: a key of the table and its value. */
  private static final List<String> TABLES =
      List.of(
          "tiers: [{threshold: 0.5, share: 0.6, capacity_share: 0.5}, {share: 0.4, capacity_share: 0.5}]",
          "max_batch: 128",
          "overflow: evict",
          "storage: {n_steps: 3, gamma: 0.99}",
          "storage: {unit: sequences, length: 80, boundary: drop, state: zero}",
          "storage: {unit: sequences, length: 40, boundary: carry}",
          "storage: {unit: sequences, length: 20}",
          "storage: {unit: episodes, hold: episode}",
          "storage: {unit: fragments}",
          "storage: {unit: options}",
          "importance: {scorer: reward}",
          "importance: {scorer: reward, aggregate: maximum}",
          "importance: {scorer: column, column: rewards, aggregate: return, normaliser: minmax}",
          "importance: {scorer: episode_return, normaliser: fixed}\n    storage: {unit: episodes}",
          "importance: {scorer: density, column: obs}",
          "importance: {scorer: density, column: obs, important: common}",
          "importance: {scorer: uncertainty, column: obs}",
          "importance: {scorer: custom, class: dev.cairn.replay.importance.EpisodeReturnScorer, settings: {}}",
          "importance: {mix: [{scorer: reward}, {scorer: td_error}]}",
          "sampler: {kind: rank, takes: priority}",
          "sampler: {kind: uniform}",
          "sampler: {kind: fifo}",
          "sampler: {kind: lifo}",
          "sampler: {kind: max_heap}",
          "sampler: {kind: min_heap}",
          "sampler: {kind: custom, class: dev.cairn.replay.sampler.UniformSampler}",
          "remover: {kind: lifo}",
          "remover: {kind: max_heap}",
          "remover: {kind: min_heap}",
          "remover: {kind: reservoir}\n    overflow: evict\n    tiers: [{share: 1, capacity_share: 1}]",
          "remover: {kind: sampled_at_least, times: 2}",
          "remover: {kind: older_than, duration_ms: 1000}",
          "remover: {kind: policy_older_than, versions: 5}",
          "remover: {kind: custom, class: dev.cairn.replay.remover.FifoRemover}",
          "limiter: {samples_per_insert: 8}",
          "limiter: {samples_per_insert: 16}");

  private static final List<String> DTYPES =
      List.of("bool", "uint8", "int8", "int16", "int32", "float64");

  private static final String MIX = ".importance.mix[].";

  private ConfigurationKeys() {}

  /** Readings of every key, keys in the order in which they are first read. */
  public static Map<String, List<KeyReading>> read() {
    List<KeyReading> notes = new ArrayList<>();
    notes.addAll(of(BASE.formatted("table")));
    notes.addAll(of(BASE.formatted("other") + "profile: throughput\n"));
    for (String sample : TABLES) {
      notes.addAll(of(BASE.formatted("table") + "    " + sample + "\n"));
    }
    for (String dtype : DTYPES) {
      notes.addAll(of(BASE.formatted("table") + "      more: {dtype: " + dtype + "}\n"));
    }
    Map<String, List<KeyReading>> keys = new LinkedHashMap<>();
    notes.forEach(note -> keys.computeIfAbsent(note.path(), path -> new ArrayList<>()).add(note));
    // A scorer of a mix has the keys of a single one.
    keys.keySet()
        .removeIf(path -> path.contains(MIX) && keys.containsKey(path.replace("mix[].", "")));
    return keys;
  }

  /** Readings of the keys of one file. */
  public static List<KeyReading> of(String yaml) {
    List<KeyReading> notes = new ArrayList<>();
    ConfigFile.parse("file", yaml, null, NotedSection.noting(notes));
    return notes;
  }

  /** The tiers of a table that names none. */
  public static List<TierSpec> defaultTiers() {
    return TableReader.DEFAULT_TIERS;
  }
}
