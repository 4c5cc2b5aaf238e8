package dev.cairn.flink;

import dev.cairn.schema.Topics;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The replay pipeline from Kafka to Kafka.
 *
 * <p>State is exactly-once. Sinks are at-least-once: after a restore an answer may come again with
 * other contents, which readers recognize by attempt stamp, sequence and request id.
 */
public final class ReplayPipeline {

  /** How long decoded or assembled steps may wait in a buffer, ms. */
  private static final long STEPS_BUFFER_MS = 5;

  private final StreamExecutionEnvironment env;
  private final PipelineSpec spec;
  private final Topics topics;
  private final KafkaSettings kafka;
  private final ShardKeys keys;

  private ReplayPipeline(StreamExecutionEnvironment env, PipelineSpec spec) {
    this.env = env;
    this.spec = spec;
    this.topics = new Topics(spec.space());
    this.kafka = new KafkaSettings(spec);
    this.keys = new ShardKeys(spec.tables(), maxParallelism(env));
  }

  /**
   * Adds the whole pipeline to the environment; the caller executes it.
   *
   * <p>Transitions and feedback are read at the environment's parallelism, statistics and control
   * at 1. The maximum parallelism is the environment's, or else Flink's default for its
   * parallelism; it is fixed for the life of the state.
   *
   * @throws IllegalArgumentException when the specification cannot be run
   */
  public static void build(StreamExecutionEnvironment env, PipelineSpec spec) {
    new ReplayPipeline(env, spec).build();
  }

  private static int maxParallelism(StreamExecutionEnvironment env) {
    int set = env.getMaxParallelism();
    return set > 0
        ? set
        : KeyGroupRangeAssignment.computeDefaultMaxParallelism(env.getParallelism());
  }

  private void build() {
    SingleOutputStreamOperator<StreamInput> chunks = chunks();
    SingleOutputStreamOperator<ShardInput> runs = assembled(chunks);
    SingleOutputStreamOperator<ShardInput> feedback = feedback();
    SingleOutputStreamOperator<BroadcastInput> stats = stats();
    SingleOutputStreamOperator<BroadcastInput> control = control();

    SingleOutputStreamOperator<OutboundRecord> minibatches =
        runs.union(feedback)
            .keyBy(ShardInput::key, org.apache.flink.api.common.typeinfo.Types.LONG)
            .connect(stats.union(control).broadcast())
            .transform(
                OperatorIds.REPLAY,
                Types.OUTBOUND_RECORD,
                new ReplayOperator(spec, keys, kafka.maxValueBytes()));
    named(minibatches, OperatorIds.REPLAY).setMaxParallelism(keys.maxParallelism());

    sink(minibatches, OperatorIds.MINIBATCHES_SINK, kafka.minibatchProducer());
    sink(minibatches.getSideOutput(ReplayOperator.STATS), OperatorIds.STATS_SINK);
    sink(
        chunks
            .getSideOutput(DeadLetters.TAG)
            .union(
                runs.getSideOutput(DeadLetters.TAG),
                feedback.getSideOutput(DeadLetters.TAG),
                stats.getSideOutput(DeadLetters.TAG),
                minibatches.getSideOutput(DeadLetters.TAG),
                control.getSideOutput(DeadLetters.TAG)),
        OperatorIds.DEAD_LETTERS_SINK);
  }

  private SingleOutputStreamOperator<StreamInput> chunks() {
    return named(
            input(topics.transitions(), OperatorIds.TRANSITIONS)
                .process(new DecodeTransitions(spec), Types.STREAM_INPUT),
            OperatorIds.DECODE_TRANSITIONS)
        .setBufferTimeout(STEPS_BUFFER_MS);
  }

  private SingleOutputStreamOperator<ShardInput> feedback() {
    return named(
            input(topics.feedback(), OperatorIds.FEEDBACK)
                .process(new DecodeFeedback(spec, keys), Types.SHARD_INPUT),
            OperatorIds.DECODE_FEEDBACK)
        .setBufferTimeout(0);
  }

  private SingleOutputStreamOperator<BroadcastInput> stats() {
    return named(
            source(topics.stats(), OperatorIds.STATS, OffsetsInitializer.latest())
                .setParallelism(1)
                .process(new DecodeStats(spec), Types.BROADCAST_INPUT)
                .setParallelism(1),
            OperatorIds.DECODE_STATS)
        .setBufferTimeout(0);
  }

  private SingleOutputStreamOperator<BroadcastInput> control() {
    return named(
            source(topics.control(), OperatorIds.CONTROL, OffsetsInitializer.earliest())
                .setParallelism(1)
                .process(new DecodeControl(spec), Types.BROADCAST_INPUT)
                .setParallelism(1),
            OperatorIds.DECODE_CONTROL)
        .setBufferTimeout(0);
  }

  private SingleOutputStreamOperator<ShardInput> assembled(DataStream<StreamInput> chunks) {
    return named(
            chunks
                .keyBy(Assemble::keyOf, org.apache.flink.api.common.typeinfo.Types.STRING)
                .process(new Assemble(spec, keys), Types.SHARD_INPUT),
            OperatorIds.ASSEMBLE)
        .setMaxParallelism(keys.maxParallelism())
        .setBufferTimeout(STEPS_BUFFER_MS);
  }

  /** A source of what must not be lost. */
  private SingleOutputStreamOperator<RawRecord> input(String topic, String id) {
    boolean skipLost = kafka.skipLost();
    KafkaSource<RawRecord> source = kafkaSource(topic, id, new StartingOffsets(skipLost));
    return from(new KeptRecordsSource(source, consumer(), skipLost), id);
  }

  /** A source of what is published again, or kept for ever. */
  private SingleOutputStreamOperator<RawRecord> source(
      String topic, String id, OffsetsInitializer start) {
    return from(kafkaSource(topic, id, start), id);
  }

  private SingleOutputStreamOperator<RawRecord> from(Source<RawRecord, ?, ?> source, String id) {
    return env.fromSource(source, WatermarkStrategy.noWatermarks(), id, Types.RAW_RECORD).uid(id);
  }

  private KafkaSource<RawRecord> kafkaSource(String topic, String id, OffsetsInitializer start) {
    return KafkaSource.<RawRecord>builder()
        .setProperties(consumer())
        .setTopics(topic)
        .setClientIdPrefix(spec.space() + "-" + id)
        .setStartingOffsets(start)
        .setDeserializer(new RawRecordSchema())
        .build();
  }

  private Properties consumer() {
    return kafka.consumer("cairn-" + spec.space());
  }

  private void sink(DataStream<OutboundRecord> records, String id) {
    sink(records, id, kafka.producer(0));
  }

  private void sink(DataStream<OutboundRecord> records, String id, Properties properties) {
    KafkaSink<OutboundRecord> sink =
        KafkaSink.<OutboundRecord>builder()
            .setKafkaProducerConfig(properties)
            .setBootstrapServers(properties.getProperty("bootstrap.servers"))
            .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
            .setRecordSerializer(new OutboundSchema())
            .build();
    records.sinkTo(sink).name(id).uid(id);
  }

  private static <T> SingleOutputStreamOperator<T> named(
      SingleOutputStreamOperator<T> operator, String id) {
    return operator.name(id).uid(id);
  }
}
