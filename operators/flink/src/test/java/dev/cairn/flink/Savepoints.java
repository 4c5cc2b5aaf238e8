package dev.cairn.flink;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.checkpoint.SnapshotType;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.state.api.runtime.OperatorIDGenerator;

/** Savepoints in Flink's own format, of operators of one subtask: one file, all state in it. */
final class Savepoints {

  static final SnapshotType TYPE = SavepointType.savepoint(SavepointFormatType.CANONICAL);

  private static final String FILE = "_metadata";

  private Savepoints() {}

  /**
   * @param states state by the uid of its operator
   */
  static void write(Path directory, Map<String, OperatorSubtaskState> states) throws IOException {
    List<OperatorState> operators = new ArrayList<>();
    states.forEach(
        (uid, state) -> {
          OperatorState operator =
              new OperatorState(
                  uid, uid, OperatorIDGenerator.fromUid(uid), 1, ReplayCluster.MAX_PARALLELISM);
          operator.putState(0, state);
          operators.add(operator);
        });
    try (OutputStream out = Files.newOutputStream(directory.resolve(FILE))) {
      Checkpoints.storeCheckpointMetadata(new CheckpointMetadata(1, operators, List.of()), out);
    }
  }

  /** State of the operator of a uid. */
  static OperatorSubtaskState read(Path directory, String uid) throws IOException {
    try (DataInputStream in = new DataInputStream(Files.newInputStream(directory.resolve(FILE)))) {
      return Checkpoints.loadCheckpointMetadata(
              in, Savepoints.class.getClassLoader(), directory.toString())
          .getOperatorStates()
          .stream()
          .filter(each -> each.getOperatorID().equals(OperatorIDGenerator.fromUid(uid)))
          .findFirst()
          .orElseThrow()
          .getState(0);
    }
  }
}
