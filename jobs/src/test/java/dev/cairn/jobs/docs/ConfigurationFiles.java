package dev.cairn.jobs.docs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes {@code docs/configuration.md} anew. Run in the folder of this module, after a change of
 * the keys of the configuration that is meant.
 */
final class ConfigurationFiles {

  static final Path PAGE = Path.of("../docs/configuration.md");
  static final Path EXAMPLE = Path.of("../docs/configuration-example.yaml");

  private ConfigurationFiles() {}

  public static void main(String[] arguments) throws IOException {
    Files.writeString(PAGE, ConfigurationPage.rendered(), StandardCharsets.UTF_8);
  }
}
