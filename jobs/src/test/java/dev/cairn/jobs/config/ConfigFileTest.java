package dev.cairn.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.jobs.start.StartException;
import dev.cairn.replay.AssemblySpec;
import dev.cairn.replay.ColumnSpec;
import dev.cairn.replay.Encoding;
import dev.cairn.replay.ImportanceSpec;
import dev.cairn.replay.NormaliserSpec;
import dev.cairn.replay.RemoverSpec;
import dev.cairn.replay.SamplerSpec;
import dev.cairn.replay.ScorerSpec;
import dev.cairn.replay.StorageUnit;
import dev.cairn.replay.TableSpec;
import dev.cairn.replay.importance.Aggregate;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {

  private static final String SMALL =
      """
      tables:
        t:
          capacity: {items: 100, bytes: 1 MiB}
          columns:
            obs: {dtype: float32, shape: [4], observation: true}
            rewards: {dtype: float32}
      """;

  @Test
  void load_noFile_isTheDemo() {
    CairnConfig config = ConfigFile.load(null, null);

    assertThat(config.space()).isEqualTo("cairn-demo");
    TableSpec table = config.tables().get(0);
    assertThat(table.name()).isEqualTo("cartpole");
    assertThat(table.capacityItems()).isEqualTo(50_000);
    assertThat(table.tiers()).hasSize(3);
    assertThat(table.limiter().samplesPerInsert()).isEqualTo(32);
    assertThat(table.sampler().epsilon()).isEqualTo(1e-6);
    assertThat(config.demo().batch()).isEqualTo(64);
    // 2b >= max_batch + spi x chunk, with room for the chunks of all workers.
    assertThat(2 * table.limiter().errorBuffer())
        .isGreaterThanOrEqualTo(
            table.maxBatch() + 32.0 * table.maxChunkSteps() * config.demo().workers());
  }

  @Test
  void parse_leftOutKeys_haveTheDefaultsOfTheSemantics() {
    TableSpec table = ConfigFile.parse("f", SMALL, null).tables().get(0);

    assertThat(table.tiers()).extracting(t -> t.threshold()).containsExactly(0.9, 0.6, 0.0);
    assertThat(table.tiers()).extracting(t -> t.share()).containsExactly(0.5, 0.3, 0.2);
    assertThat(table.tiers()).extracting(t -> t.capacityShare()).containsExactly(0.2, 0.3, 0.5);
    assertThat(table.sampler().alpha()).isEqualTo(0.6);
    assertThat(table.sampler().epsilon()).isEqualTo(1e-6);
    assertThat(table.sampler().stratified()).isTrue();
    assertThat(table.importance())
        .isEqualTo(ImportanceSpec.of(new ScorerSpec.TdError(), new NormaliserSpec.LiveRank()));
    assertThat(table.limiter().paced()).isFalse();
    assertThat(table.overflow()).isEqualTo(TableSpec.Overflow.DEMOTE);
  }

  @Test
  void parse_storageUnits_areRead() {
    assertThat(storage("{}")).isEqualTo(StorageUnit.SINGLE_STEPS);
    assertThat(storage("{unit: timesteps, n_steps: 3, gamma: 0.99}"))
        .isEqualTo(new StorageUnit.Timesteps(3, 3, 0.99));
    assertThat(storage("{n_steps: 1, max_n_steps: 5, gamma: 0.9}"))
        .isEqualTo(new StorageUnit.Timesteps(1, 5, 0.9));
    assertThat(storage("{unit: sequences, length: 80, period: 40, burn_in: 20, boundary: carry}"))
        .isEqualTo(
            new StorageUnit.Sequences(
                80, 40, 20, StorageUnit.Boundary.CARRY, StorageUnit.FirstState.KEPT));
    assertThat(storage("{unit: episodes, max_length: 500}"))
        .isEqualTo(new StorageUnit.Episodes(500));
    assertThat(storage("{unit: fragments}")).isEqualTo(new StorageUnit.Fragments());
  }

  @Test
  void parse_hold_isRead() {
    String yaml =
        SMALL
            + "    storage: {hold: episode, max_pending_steps: 9000, max_pending_bytes: 2 MiB,"
            + " pending_timeout_s: 30}\n";
    assertThat(ConfigFile.parse("f", yaml, null).tables().get(0).assembly())
        .isEqualTo(new AssemblySpec(AssemblySpec.Hold.EPISODE, 9_000, 2 << 20, 30_000));
  }

  private static StorageUnit storage(String section) {
    String yaml = SMALL + "    storage: " + section + "\n";
    return ConfigFile.parse("f", yaml, null).tables().get(0).storage();
  }

  @Test
  void load_unknownFile_saysSo() {
    assertThatThrownBy(() -> ConfigFile.load(Path.of("/nowhere/x.yaml"), null))
        .isInstanceOf(StartException.class)
        .hasMessage("the configuration file does not exist: file=/nowhere/x.yaml");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          storage: {unit: sequence} | f: must be one of timesteps, sequences, episodes, fragments, options; did you mean sequences?: tables.t.storage.unit=sequence
          storage: {n_steps: 3} | f: must be a number in [0, 1]: tables.t.storage.gamma=(missing)
          storage: {n_steps: 3, max_n_steps: 2, gamma: 1} | f: must be at least n_steps=3: tables.t.storage.max_n_steps=2
          storage: {unit: sequences} | f: must be a whole number from 1 to 32768: tables.t.storage.length=(missing)
          storage: {unit: sequences, length: 8, period: 9} | f: must be a whole number from 1 to 8: tables.t.storage.period=9
          storage: {unit: sequences, length: 8, n_steps: 9} | f: unknown key (allowed: boundary, burn_in, hold, length, max_pending_bytes, max_pending_steps, pending_timeout_s, period, state, unit): tables.t.storage.n_steps=9
          storage: {unit: options} | f: options need a column option_id of integers, without shape and no observation: tables.t.storage.unit=options
          sampler: {alpha: -1} | f: must be a number in [0, 10]: tables.t.sampler.alpha=-1
          sampler: {alpha: 1.0e400} | f: must be a number in [0, 10]: tables.t.sampler.alpha="Infinity"
          sampler: {alpha: high} | f: must be a number in [0, 10]: tables.t.sampler.alpha=high
          sampler: {epsilon: 0} | f: must be a number in (0, 1000000]: tables.t.sampler.epsilon=0
          sampler: {stratified: 1} | f: must be true or false: tables.t.sampler.stratified=1
          sampler: {kind: uniforn} | f: must be one of proportional, rank, uniform, fifo, lifo, max_heap, min_heap, custom; did you mean uniform?: tables.t.sampler.kind=uniforn
          sampler: {alhpa: 0.6} | f: unknown key; did you mean alpha? (allowed: alpha, class, epsilon, kind, max_policy_lag, replacement, stratified, takes, uniform_mix): tables.t.sampler.alhpa=0.6
          sampler: [1] | f: must be a map of keys and values: tables.t.sampler=[1]
          shards: 1.5 | f: must be a whole number from 1 to 32768: tables.t.shards=1.5
          shards: 0 | f: must be a whole number from 1 to 32768: tables.t.shards=0
          max_batch: many | f: must be a whole number from 1 to 65536: tables.t.max_batch=many
          segment_bytes: 8 parsec | f: must be a size such as 4096, 16 KiB or 2 GiB, from 256 to 16777216 B: tables.t.segment_bytes=8 parsec
          importance: {scorer: column, column: likes} | f: column must be one of the table's: column=likes allowed=[obs, rewards]: tables.t.importance.scorer=column
          importance: {scorer: episode_return} | f: episode_return is known when an episode has ended: hold=item storage=Timesteps[minSteps=1, maxSteps=1, gamma=1.0]; set storage.hold to episode, so that items wait for it, or storage.unit to episodes: tables.t.name=t
          importance: {scorer: uncertainty} | f: must be the name of one of the table's columns: tables.t.importance.column=(missing)
          importance: {scorer: reward, normaliser: live_rank} | f: live_rank needs a score that is kept with each item, which only td_error's is: scorer=Reward[absolute=false, aggregate=SUM, gamma=1.0]; take rank: tables.t.importance.scorer=reward
          importance: {scorer: custom, class: no.Such} | f: class must be on the class path and have a public constructor without parameters or with (Signature, Map): class=no.Such (java.lang.ClassNotFoundException: no.Such): tables.t.importance.scorer=custom
          importance: {mix: [{scorer: td_error}, {scorer: td_error}]} | f: a mix must have td_error once at most: td_error=2: tables.t.importance.mix=2 scorers
          importance: {low: 2, high: 1} | f: must be above low=2.0: tables.t.importance.high=1.0
          tiers: [] | f: there must be 1 to 16 tiers: tables.t.tiers=0 tiers
          tiers: [{share: 0.5, capacity_share: 1}] | f: the shares of the tiers must sum to 1: tables.t.tiers[*].share=sum 0.5
          tiers: [{share: 1, capacity_share: 0.5}] | f: the capacity shares of the tiers must sum to 1: tables.t.tiers[*].capacity_share=sum 0.5
          tiers: [{threshold: 0.5, share: 1, capacity_share: 1}] | f: the last tier takes everything: leave the threshold out: tables.t.tiers[0].threshold=0.5
          tiers: [{share: 0.5, capacity_share: 0.5}, {share: 0.5, capacity_share: 0.5}] | f: must be a number in [0, 1]: tables.t.tiers[0].threshold=(missing)
          limiter: {samples_per_insert: 0} | f: must be a number in (0, 1000000]: tables.t.limiter.samples_per_insert=0
          limiter: {min_size: 101} | f: must not exceed capacity.items=100, or nothing is ever sampled: tables.t.limiter.min_size=101
          limiter: {samples_per_insert: 8, error_buffer: 10} | f: must be at least (max_batch + samples_per_insert x max_chunk_steps) / 2 = 384.0, for batches and chunks are atomic: tables.t.limiter.error_buffer=10.0
          preset: dqm | f: must be one of dqn, apex, r2d2, sac; did you mean dqn?: tables.t.preset=dqm
          """)
  void parse_wrongField_isOneLineWithPathValueAndRule(String field, String message) {
    assertThatThrownBy(() -> ConfigFile.parse("f", SMALL + "    " + field + "\n", null))
        .isInstanceOfSatisfying(
            StartException.class,
            e -> assertThat(e.lines()).contains(message).allMatch(l -> l.startsWith("f: ")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tables: {} | f: there must be at least one table: tables=(none)
          tabels: {} | f: unknown key; did you mean tables? (allowed: demo, flink, kafka, profile, removed_tables, space, tables, topics): tabels={}
          space: a/b | f: must be 1 to 100 of a-z A-Z 0-9 . - _, not starting with a point: space=a/b
          profile: fast | f: must be one of latency, throughput: profile=fast
          kafka: {acks: [1]} | f: must be a single value: kafka.acks=(not shown)
          topics: {partitions: 0} | f: must be a whole number from 1 to 10000: topics.partitions=0
          """)
  void parse_wrongTopLevelField_isOneLine(String yaml, String message) {
    assertThatThrownBy(() -> ConfigFile.parse("f", yaml, null))
        .isInstanceOfSatisfying(StartException.class, e -> assertThat(e.lines()).contains(message));
  }

  @Test
  void parse_importance_everyScorerWithItsSettings() {
    assertThat(importance("{scorer: reward, absolute_reward: true, aggregate: maximum}").scorer())
        .isEqualTo(new ScorerSpec.Reward(true, Aggregate.MAXIMUM, 1));
    assertThat(importance("{scorer: episode_return}\n    storage: {unit: episodes}").normaliser())
        .isEqualTo(new NormaliserSpec.Rank(100_000));
    assertThat(
            importance(
                    "{mix: [{scorer: td_error}, {scorer: episode_return}]}\n"
                        + "    storage: {hold: episode}")
                .scorer())
        .isEqualTo(new ScorerSpec.TdError());
    assertThat(importance("{scorer: density, column: obs, important: common}").scorer())
        .isEqualTo(new ScorerSpec.Density("obs", 12, 100_000, false));
    assertThat(importance("{scorer: uncertainty, column: obs, logits: true}").scorer())
        .isEqualTo(new ScorerSpec.Uncertainty("obs", true));
    assertThat(importance("{scorer: column, column: rewards, normaliser: minmax}"))
        .isEqualTo(
            new ImportanceSpec.Part(
                1,
                new ScorerSpec.Column("rewards", Aggregate.SUM, 1),
                new NormaliserSpec.MinMax()));
    assertThat(importance("{mix: [{weight: 2, scorer: reward}, {scorer: td_error}]}").weight())
        .isEqualTo(2);
  }

  @Test
  void parse_compressedColumns_areThoseThatCanBe() {
    String frames = "obs: {dtype: uint8, shape: [84, 84], stack: 4, observation: true";
    String file =
        """
        tables:
          t:
            capacity: {items: 100, bytes: 1 MiB}
            columns:
              %s, encoding: zstd}
              rewards: {dtype: float32%s}
            importance: {scorer: %s}
        """;
    List<ColumnSpec> columns =
        ConfigFile.parse("f", file.formatted(frames, "", "reward"), null)
            .tables()
            .get(0)
            .signature()
            .columns();
    assertThat(columns).extracting(ColumnSpec::encoding).contains(Encoding.ZSTD, Encoding.RAW);
    assertThatThrownBy(
            () -> ConfigFile.parse("f", file.formatted(frames, ", encoding: zstd", "reward"), null))
        .hasMessageContaining("only a column of at least 256 bytes a row can be compressed")
        .hasMessageContaining("column=rewards row_bytes=4");
    assertThatThrownBy(
            () -> ConfigFile.parse("f", file.formatted(frames, "", "density, column: obs"), null))
        .hasMessageContaining("a scorer cannot read a compressed column")
        .hasMessageContaining("column=obs");
  }

  private static ImportanceSpec.Part importance(String yaml) {
    String file = SMALL + "    importance: " + yaml + "\n";
    return ConfigFile.parse("f", file, null).tables().get(0).importance().parts().get(0);
  }

  @Test
  void parse_demoOfUnknownTable_saysWhichField() {
    assertThatThrownBy(() -> ConfigFile.parse("f", SMALL + "demo: {table: u}\n", null))
        .hasMessage("f: must be a table of this file: demo.table=u");
  }

  @Test
  void parse_severalMistakes_areAllReported() {
    String yaml = SMALL + "    shards: 0\n    max_batch: 0\n";

    assertThatThrownBy(() -> ConfigFile.parse("f", yaml, null))
        .isInstanceOfSatisfying(StartException.class, e -> assertThat(e.lines()).hasSize(2));
  }

  @Test
  void parse_missingColumnsAndCapacity_areNamed() {
    assertThatThrownBy(() -> ConfigFile.parse("f", "tables: {t: {}}", null))
        .isInstanceOfSatisfying(
            StartException.class,
            e ->
                assertThat(e.lines())
                    .contains(
                        "f: must be a whole number from 1 to 1000000000:"
                            + " tables.t.capacity.items=(missing)",
                        "f: must be a float32 or float64 column without shape and no observation:"
                            + " tables.t.columns.rewards=(missing)"));
  }

  @Test
  void parse_brokenYaml_saysTheLine() {
    assertThatThrownBy(() -> ConfigFile.parse("f", "a: 1\nb: [1, 2\n", null))
        .hasMessageStartingWith("f: is not readable YAML at line ")
        .isInstanceOfSatisfying(StartException.class, e -> assertThat(e.lines()).hasSize(1));
  }

  @Test
  void parse_keyTwice_isRefused() {
    assertThatThrownBy(() -> ConfigFile.parse("f", "space: a\nspace: b\n", null))
        .hasMessageContaining("Duplicate");
  }

  @Test
  void parse_preset_liesUnderTheTablesOwnValues() {
    String yaml = SMALL + "    preset: dqn\n    limiter: {min_size: 50}\n";

    TableSpec table = ConfigFile.parse("f", yaml, null).tables().get(0);

    assertThat(table.capacityItems()).isEqualTo(100);
    assertThat(table.limiter().minSize()).isEqualTo(50);
    assertThat(table.limiter().samplesPerInsert()).isEqualTo(8);
    assertThat(table.maxBatch()).isEqualTo(32);
    assertThat(table.sampler().alpha()).isEqualTo(0.6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {kind: rank, alpha: 0.7, uniform_mix: 0.1} | RANK
          {kind: uniform, replacement: false} | UNIFORM
          {kind: fifo} | FIFO
          {kind: lifo} | LIFO
          {kind: max_heap} | MAX_HEAP
          {kind: min_heap} | MIN_HEAP
          """)
  void parse_samplers_areRead(String sampler, SamplerSpec.Kind kind) {
    String yaml = SMALL + "    max_batch: 50\n    sampler: " + sampler + "\n";

    TableSpec table = ConfigFile.parse("f", yaml, null).tables().get(0);

    assertThat(table.sampler().kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {kind: fifo, uniform_mix: 0.1} | uniform_mix must be 0 where items are not drawn by weight
          {kind: rank, replacement: false} | replacement can be false for kind uniform only
          {kind: custom} | class must be given for kind custom
          {kind: custom, class: no.Such} | class must be on the class path
          {kind: heap} | must be one of proportional, rank, uniform
          {kind: max_heap} | max_batch must be at most the items of a shard
          """)
  void parse_samplersThatMakeNoSense_areOneLine(String sampler, String message) {
    String yaml = SMALL + "    max_batch: 256\n    sampler: " + sampler + "\n";

    assertThatThrownBy(() -> ConfigFile.parse("f", yaml, null))
        .isInstanceOfSatisfying(StartException.class, e -> assertThat(e.lines()).hasSize(1))
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {} | FIFO | 0
          {kind: lifo} | LIFO | 0
          {kind: max_heap} | MAX_HEAP | 0
          {kind: min_heap} | MIN_HEAP | 0
          {kind: sampled_at_least, times: 3} | SAMPLED_AT_LEAST | 3
          {kind: older_than, duration_ms: 60000} | OLDER_THAN | 60000
          {kind: policy_older_than, versions: 0} | POLICY_OLDER_THAN | 0
          """)
  void parse_removers_areRead(String remover, RemoverSpec.Kind kind, long bound) {
    TableSpec table =
        ConfigFile.parse("f", SMALL + "    remover: " + remover + "\n", null).tables().get(0);

    assertThat(table.remover()).isEqualTo(new RemoverSpec(kind, "", bound));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {kind: sampled_at_least} | must be a whole number from 1 to 65535
          {kind: older_than, versions: 3} | goes with another kind of remover than older_than
          {kind: custom} | class must be given for kind custom
          {kind: custom, class: no.Such} | class must be on the class path
          {kind: reservoir} | remover reservoir keeps a sample of all items and so needs one tier
          """)
  void parse_removersThatMakeNoSense_areRefused(String remover, String message) {
    assertThatThrownBy(() -> ConfigFile.parse("f", SMALL + "    remover: " + remover + "\n", null))
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "dqn,1000000,50000,32,PROPORTIONAL",
    "apex,2000000,50000,512,PROPORTIONAL",
    "r2d2,100000,1000,64,PROPORTIONAL",
    "sac,1000000,1000,256,UNIFORM"
  })
  void parse_presetAlone_isValidAndAsPublished(
      String preset, long items, long minSize, int batch, SamplerSpec.Kind kind) {
    String yaml = "tables: {t: {preset: " + preset + ", columns: {rewards: {dtype: float32}}}}";

    TableSpec table = ConfigFile.parse("f", yaml, null).tables().get(0);

    assertThat(table.capacityItems()).isEqualTo(items);
    assertThat(table.limiter().minSize()).isEqualTo(minSize);
    assertThat(table.maxBatch()).isEqualTo(batch);
    assertThat(table.sampler().kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({"UNIFORM,1,UNIFORM", "PRIORITIZED,1,PROPORTIONAL", "TIERED,3,PROPORTIONAL"})
  void load_replay_changesTiersAndSamplerAndNotThePace(
      Replay replay, int tiers, SamplerSpec.Kind kind) {
    TableSpec table = ConfigFile.load(null, replay).tables().get(0);

    assertThat(table.tiers()).hasSize(tiers);
    assertThat(table.sampler().kind()).isEqualTo(kind);
    assertThat(table.limiter()).isEqualTo(ConfigFile.load(null, null).tables().get(0).limiter());
    assertThat(Replay.of(table)).isEqualTo(replay);
  }

  @Test
  void yaml_ofAConfig_readsBackAsTheSame() {
    CairnConfig config = ConfigFile.load(null, Replay.PRIORITIZED);

    CairnConfig again = ConfigFile.parse("again", config.yaml(), null);

    assertThat(again.tables()).isEqualTo(config.tables());
    assertThat(again.demo()).isEqualTo(config.demo());
    assertThat(again.topics()).isEqualTo(config.topics());
  }

  @Test
  void parse_profile_isUnderTheSettingsOfTheFile() {
    String buffer = "state.backend.rocksdb.writebuffer.size";
    String interval = "execution.checkpointing.interval";
    CairnConfig config =
        ConfigFile.parse("f", SMALL + "profile: throughput\nflink: {" + buffer + ": 1 mb}\n", null);

    assertThat(config.flink()).containsEntry(buffer, "1 mb").containsEntry(interval, "30 s");
    assertThat(ConfigFile.parse("f", SMALL, null).flink())
        .containsEntry(buffer, "2 mb")
        .containsEntry(interval, "3 s");
  }

  @Test
  void parse_kafkaAndFlink_arePassedAsText() {
    CairnConfig config =
        ConfigFile.parse(
            "f", SMALL + "kafka: {linger.ms: 5}\nflink: {parallelism.default: 2}\n", null);

    assertThat(config.kafka()).containsEntry("linger.ms", "5");
    assertThat(config.flink()).containsEntry("parallelism.default", "2");
    assertThat(config.withBootstrapServers("h:1").kafka())
        .containsEntry("bootstrap.servers", "h:1")
        .containsEntry("linger.ms", "5");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kafka: {sasl.jaas.config: [s3cret]}",
        "kafka: s3cret",
        "kafa: {sasl.jaas.config: s3cret}",
        "sasl.jaas.config: s3cret",
        "ssl.keystore.password: s3cret",
        "flink: {s3.secret-key: {a: s3cret}}",
        "kafka: {sasl.jaas.config: \"s3cret}",
        "kafka: {sasl.jaas.config: s3cret, sasl.jaas.config: s3cret}"
      })
  void parse_secretInTheWrongPlace_isNotShown(String yaml) {
    assertThatThrownBy(() -> ConfigFile.parse("f", SMALL + yaml, null))
        .isInstanceOf(StartException.class)
        .hasMessageStartingWith("f: ")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void over_valuesOfAFile_areReplacedAndTheRestStays() {
    CairnConfig config =
        ConfigFile.parse(
            "f", SMALL + "kafka: {client.rack: '007', acks: '1'}\nflink: {a: 1, b: 2}\n", null);

    CairnConfig changed =
        ConfigFile.over(
            config,
            Map.of(
                "kafka", Map.of("acks", "all"),
                "flink", Map.of("b", "3", "c", "0123"),
                "topics", Map.of("replication", 3)));

    assertThat(changed.kafka()).containsEntry("acks", "all").containsEntry("client.rack", "007");
    assertThat(changed.flink())
        .containsEntry("a", "1")
        .containsEntry("b", "3")
        .containsEntry("c", "0123");
    assertThat(changed.topics().replication()).isEqualTo((short) 3);
    assertThat(ConfigFile.parse("again", changed.yaml(), null).yaml()).isEqualTo(changed.yaml());
  }

  @Test
  void hint_farWord_isNone() {
    assertThat(Spelling.hint("temperature", List.of("alpha", "epsilon"))).isEmpty();
    assertThat(Spelling.hint("espilon", List.of("alpha", "epsilon")))
        .isEqualTo("; did you mean epsilon?");
    assertThat(Spelling.distance("kitten", "sitting")).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"4096,4096", "16 KiB,16384", "1mib,1048576", "2 GiB,2147483648"})
  void parse_sizes_areUnderstood(String text, long bytes) {
    assertThat(ByteSize.parse(text)).hasValue(bytes);
  }

  @ParameterizedTest
  @CsvSource({"-1", "1.5 MiB", "KiB", "999999999999999 TiB"})
  void parse_wrongSizes_areNone(String text) {
    assertThat(ByteSize.parse(text)).isEmpty();
  }
}
