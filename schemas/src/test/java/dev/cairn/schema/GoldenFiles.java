package dev.cairn.schema;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/** Files that tests compare with: golden bytes, released schemas, sources of schemas, the page. */
final class GoldenFiles {

  static final Path GOLDEN = Path.of("src/test/resources/golden");
  static final Path RELEASED = Path.of("src/main/resources/dev/cairn/schema/released");
  static final Path PAGE = Path.of("../docs/wire-format.md");

  private static final Path AVRO = Path.of("src/main/avro");

  private GoldenFiles() {}

  /** The golden record of a kind, encoded. */
  static byte[] bytes(String kind) {
    try {
      return Files.readAllBytes(GOLDEN.resolve(kind + ".bin"));
    } catch (IOException e) {
      throw new IllegalStateException("run WireFormatFiles once: kind=" + kind, e);
    }
  }

  static String text(Path path) throws IOException {
    return Files.readString(path, StandardCharsets.UTF_8);
  }

  /** The schemas as they stand in the source folder, without what only Java needs. */
  static List<Schema> sources() throws IOException {
    Schema.Parser parser = new Schema.Parser();
    for (String shared : List.of("Tensor", "Column", "TableTotals")) {
      parser.parse(text(AVRO.resolve(shared + ".avsc")));
    }
    List<Schema> schemas = new ArrayList<>();
    for (Schema current : KnownSchemas.CURRENT) {
      schemas.add(parser.parse(text(AVRO.resolve(current.getName() + ".avsc"))));
    }
    return schemas;
  }
}
