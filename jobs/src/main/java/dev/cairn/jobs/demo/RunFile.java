package dev.cairn.jobs.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cairn.jobs.start.StartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a run was asked for, as {@code run.json} holds it, so that it can be resumed.
 *
 * @param seed of environments, networks and draws
 * @param envSteps limit of environment steps, at least 1
 * @param resumed how often it was resumed
 */
record RunFile(long seed, long envSteps, int resumed) {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  RunFile {
    if (envSteps < 1 || resumed < 0) {
      throw new IllegalArgumentException(
          "env_steps must be >= 1 and resumed >= 0: env_steps=" + envSteps + " resumed=" + resumed);
    }
  }

  /** The same, resumed once more. */
  RunFile again() {
    return new RunFile(seed, envSteps, resumed + 1);
  }

  /** Seed of what is drawn anew since it was resumed: episodes that were seen do not come again. */
  long seedNow() {
    return seed + 1_000_003L * resumed;
  }

  void write(Path file) throws IOException {
    MAPPER.writeValue(file.toFile(), this);
  }

  /**
   * Reads a file.
   *
   * @throws StartException when it holds something else
   */
  static RunFile read(Path file) {
    try {
      return MAPPER.readValue(Files.readString(file), RunFile.class);
    } catch (JsonProcessingException e) {
      throw new StartException(
          "the file must be what a demo wrote: file=" + file + " (" + e.getOriginalMessage() + ")",
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
