package dev.cairn.flink;

import dev.cairn.schema.DeadLetter;
import dev.cairn.schema.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

/** Runs a decoder in Flink's harness. */
final class Decoding<T> implements AutoCloseable {

  private final OneInputStreamOperatorTestHarness<RawRecord, T> harness;

  Decoding(DecodeFunction<?, T> decoder, TypeInformation<T> type) throws Exception {
    harness = new OneInputStreamOperatorTestHarness<>(new ProcessOperator<>(decoder));
    harness.setup(type.createSerializer(new SerializerConfigImpl()));
    harness.setProcessingTime(1_000);
    harness.open();
  }

  /** What comes out of the records, in order. */
  List<T> decode(RawRecord... records) throws Exception {
    harness.getOutput().clear();
    for (RawRecord record : records) {
      harness.processElement(new StreamRecord<>(record));
    }
    return harness.extractOutputValues();
  }

  /** All dead letters so far. */
  List<DeadLetter> deadLetters() {
    List<DeadLetter> letters = new ArrayList<>();
    Queue<StreamRecord<OutboundRecord>> output = harness.getSideOutput(DeadLetters.TAG);
    if (output != null) {
      output.forEach(
          record -> letters.add(Wire.decode(record.getValue().value(), DeadLetter.class)));
    }
    return letters;
  }

  /** Drops the dead letters so far. */
  void forget() {
    Queue<StreamRecord<OutboundRecord>> output = harness.getSideOutput(DeadLetters.TAG);
    if (output != null) {
      output.clear();
    }
  }

  @Override
  public void close() throws Exception {
    harness.close();
  }
}
