package dev.cairn.flink;

import dev.cairn.schema.WireException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Decodes records of one topic. What cannot be taken goes to the side output {@link
 * DeadLetters#TAG}, and the job runs on.
 */
abstract class DecodeFunction<R extends SpecificRecord, T> extends ProcessFunction<RawRecord, T> {

  private static final long serialVersionUID = 1L;

  private final String space;
  private transient @Nullable DeadLetters deadLetters;

  DecodeFunction(String space) {
    this.space = space;
  }

  /** The record in the bytes. */
  abstract R parse(byte[] value);

  /** The name space that the record says it is of. */
  abstract String space(R record);

  /**
   * Emits what the record holds.
   *
   * @throws Rejection when nothing of it can be taken
   */
  abstract void decode(R record, Input<T> input) throws Rejection;

  @Override
  public void open(OpenContext context) throws Exception {
    deadLetters = new DeadLetters(space, getRuntimeContext().getMetricGroup());
  }

  @Override
  public final void processElement(RawRecord raw, Context context, Collector<T> out) {
    Input<T> input = new Input<>(raw, context, out, deadLetters());
    try {
      byte[] value = raw.value();
      if (value == null || value.length == 0) {
        throw new Rejection(
            Reason.UNDECODABLE,
            "a record must have a value: size=" + (value == null ? "none (tombstone)" : "0"));
      }
      R record = parse(value);
      Rejection.require(
          space.equals(space(record)),
          Reason.WRONG_SPACE,
          "space must be the job's: allowed=" + space + " space=",
          space(record));
      decode(record, input);
    } catch (WireException e) {
      input.reject(new Rejection(Reason.ofWireName(e.reason()), e.detail()));
    } catch (Rejection e) {
      input.reject(e);
    }
  }

  private DeadLetters deadLetters() {
    DeadLetters letters = deadLetters;
    if (letters == null) {
      throw new IllegalStateException("open() must come first: deadLetters=null");
    }
    return letters;
  }

  /** The record at hand, with its position, and where its contents go. */
  static final class Input<T> {

    private final RawRecord raw;
    private final ProcessFunction<RawRecord, T>.Context context;
    private final Collector<T> out;
    private final DeadLetters deadLetters;

    Input(
        RawRecord raw,
        ProcessFunction<RawRecord, T>.Context context,
        Collector<T> out,
        DeadLetters deadLetters) {
      this.raw = raw;
      this.context = context;
      this.out = out;
      this.deadLetters = deadLetters;
    }

    RawRecord raw() {
      return raw;
    }

    void emit(T value) {
      out.collect(value);
    }

    void reject(Rejection rejection) {
      long now = context.timerService().currentProcessingTime();
      context.output(DeadLetters.TAG, deadLetters.of(raw, rejection, now));
    }
  }
}
