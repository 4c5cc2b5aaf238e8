package dev.cairn.jobs.demo;

import dev.cairn.examples.dqn.Mlp;
import dev.cairn.examples.dqn.PolicySnapshot;
import dev.cairn.jobs.start.StartException;
import dev.cairn.schema.Parameters;
import dev.cairn.schema.Wire;
import dev.cairn.schema.WireException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A policy in a file: one {@code Parameters} record exactly as it is on the parameters topic, so
 * that any language that can be a worker can read it.
 */
public final class PolicyFile {

  private PolicyFile() {}

  /** Writes or replaces the file. */
  public static void write(Path file, PolicySnapshot policy, String space) throws IOException {
    Parameters parameters =
        Parameters.newBuilder()
            .setSpace(space)
            .setVersion(policy.version())
            .setLearner("demo")
            .setTensors(policy.network().toColumns())
            .setMetadata(Map.of("environment", "CartPole-v1"))
            .setSentMs(System.currentTimeMillis())
            .build();
    Files.write(file, Wire.encode(parameters));
  }

  /**
   * Reads a file.
   *
   * @throws StartException when there is none, or it holds no policy
   */
  public static PolicySnapshot read(Path file) {
    try {
      Parameters parameters = Wire.decode(Files.readAllBytes(file), Parameters.class);
      return new PolicySnapshot(parameters.getVersion(), Mlp.fromColumns(parameters.getTensors()));
    } catch (NoSuchFileException e) {
      throw new StartException(
          "there is no policy: file=" + file + " (name the folder of a finished cairn demo)", e);
    } catch (IOException | WireException | IllegalArgumentException e) {
      throw new StartException(
          "the file must hold a policy: file=" + file + " (" + e.getMessage() + ")", e);
    }
  }
}
