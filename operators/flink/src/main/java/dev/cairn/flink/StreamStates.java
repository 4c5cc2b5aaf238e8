package dev.cairn.flink;

import dev.cairn.replay.trajectory.Stretch;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;

/**
 * What is kept of a stream in a table: how far it has come, and where items need several steps,
 * what is open and the chunks that wait. Of the current key.
 */
final class StreamStates {

  final ValueState<StreamProgress> progress;
  final ValueState<Stretch> open;
  final FlinkHeldChunks held;

  StreamStates(RuntimeContext context) {
    progress =
        context.getState(new ValueStateDescriptor<>("progress", StreamProgressSerializer.INSTANCE));
    open = context.getState(new ValueStateDescriptor<>("open", StretchSerializer.INSTANCE));
    held = new FlinkHeldChunks(context);
  }
}
