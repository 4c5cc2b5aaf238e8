package dev.cairn.flink;

import dev.cairn.replay.StorageUnit;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;

/**
 * Decoders, assembler and memory one behind the other, to which records are given as bytes. What
 * throws here would restart a job for ever.
 */
final class FuzzedJob implements AutoCloseable {

  private static final long NOW = 1_000_000L;

  private final PipelineSpec spec;
  private final Decoding<StreamInput> transitions;
  private final Decoding<ShardInput> feedback;
  private final Decoding<BroadcastInput> control;
  private final KeyedOneInputStreamOperatorTestHarness<String, StreamInput, ShardInput> assembler;
  private final ReplayCluster memory;
  private long offset;

  FuzzedJob() throws Exception {
    spec =
        TestTables.pipeline(
            TestTables.table("a", 2),
            TestTables.table("n", 1, new StorageUnit.Timesteps(3, 3, 0.9)));
    ShardKeys keys = new ShardKeys(spec.tables(), ReplayCluster.MAX_PARALLELISM);
    transitions = new Decoding<>(new DecodeTransitions(spec), Types.STREAM_INPUT);
    feedback = new Decoding<>(new DecodeFeedback(spec, keys), Types.SHARD_INPUT);
    control = new Decoding<>(new DecodeControl(spec), Types.BROADCAST_INPUT);
    assembler =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new Assemble(spec, keys)),
            Assemble::keyOf,
            org.apache.flink.api.common.typeinfo.Types.STRING);
    assembler.setup(Types.SHARD_INPUT.createSerializer(new SerializerConfigImpl()));
    assembler.open();
    assembler.setProcessingTime(NOW);
    memory = new ReplayCluster(spec, 1, NOW, null);
  }

  void transitions(byte[] value) throws Exception {
    for (StreamInput input : transitions.decode(raw("transitions", value))) {
      assembler.processElement(new StreamRecord<>(input));
    }
    for (ShardInput input : assembler.extractOutputValues()) {
      memory.send(input);
    }
    assembler.getOutput().clear();
    forget();
  }

  void feedback(byte[] value) throws Exception {
    for (ShardInput input : feedback.decode(raw("feedback", value))) {
      memory.send(input);
    }
    forget();
  }

  void control(byte[] value) throws Exception {
    for (BroadcastInput input : control.decode(raw("control", value))) {
      memory.broadcast(input);
    }
    forget();
  }

  private RawRecord raw(String topic, byte[] value) {
    return new RawRecord(spec.space() + "." + topic, 0, offset++, NOW, null, value);
  }

  private void forget() {
    var unused = memory.answerRecords();
    var letters = memory.deadLetters();
    transitions.forget();
    feedback.forget();
    control.forget();
    var late = assembler.getSideOutput(DeadLetters.TAG);
    if (late != null) {
      late.clear();
    }
  }

  @Override
  public void close() throws Exception {
    transitions.close();
    feedback.close();
    control.close();
    assembler.close();
    memory.close();
  }
}
