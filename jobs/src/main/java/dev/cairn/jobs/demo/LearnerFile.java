package dev.cairn.jobs.demo;

import dev.cairn.examples.dqn.DqnState;
import dev.cairn.jobs.start.StartException;
import dev.cairn.schema.Parameters;
import dev.cairn.schema.Wire;
import dev.cairn.schema.WireException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * The learner's own checkpoint: a {@code Parameters} record with the tensors of {@link DqnState},
 * its step as the version.
 *
 * @param state where the learner was
 * @param acknowledgedSteps steps that Kafka had acknowledged to the writers of this run
 */
public record LearnerFile(DqnState state, long acknowledgedSteps) {

  private static final String ACKNOWLEDGED = "acknowledged_steps";

  /** Writes the file or replaces it; whoever dies on the way leaves the one before. */
  public void write(Path file, String space) throws IOException {
    Map<String, String> metadata = Map.of(ACKNOWLEDGED, Long.toString(acknowledgedSteps));
    ByteBuffer bytes = ByteBuffer.wrap(Wire.encode(state.toParameters(space, "demo", metadata)));
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try (FileChannel channel =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Reads a file.
   *
   * @throws StartException when it holds no learner
   */
  public static LearnerFile read(Path file) {
    try {
      Parameters parameters = Wire.decode(Files.readAllBytes(file), Parameters.class);
      String acknowledged = parameters.getMetadata().getOrDefault(ACKNOWLEDGED, "");
      return new LearnerFile(DqnState.of(parameters), Long.parseLong(acknowledged));
    } catch (IOException | WireException | IllegalArgumentException e) {
      throw new StartException(
          "the file must hold a learner: file=" + file + " (" + e.getMessage() + ")", e);
    }
  }
}
