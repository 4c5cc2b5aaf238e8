package dev.cairn.jobs.config;

import dev.cairn.flink.PipelineSpec;
import dev.cairn.replay.TableSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A configuration file that was checked.
 *
 * @param space name space of the experiment
 * @param tables the tables, at least one
 * @param topics layout of the topics
 * @param kafka properties passed to every Kafka client
 * @param flink settings passed to Flink: those of the profile, and the file's over them
 * @param demo settings of the demo
 * @param removedTables tables that are no longer configured and whose state is deleted
 * @param yaml the whole file as it was understood, presets merged, ready to be used again
 */
public record CairnConfig(
    String space,
    List<TableSpec> tables,
    TopicSettings topics,
    Map<String, String> kafka,
    Map<String, String> flink,
    DemoSettings demo,
    Set<String> removedTables,
    String yaml) {

  public CairnConfig {
    tables = List.copyOf(tables);
    kafka = Map.copyOf(kafka);
    flink = Map.copyOf(flink);
    removedTables = Set.copyOf(removedTables);
  }

  /** What the pipeline is built from. */
  public PipelineSpec pipeline(long seed) {
    return new PipelineSpec(space, tables, kafka, seed, 0, removedTables);
  }

  /** The same with another broker. */
  public CairnConfig withBootstrapServers(String servers) {
    Map<String, String> changed = new LinkedHashMap<>(kafka);
    changed.put("bootstrap.servers", servers);
    return new CairnConfig(space, tables, topics, changed, flink, demo, removedTables, yaml);
  }
}
