package dev.cairn.schema;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * Writes the files that tests compare with. Run in the folder of this module, after a change of the
 * wire that is meant: golden bytes and the generated parts of the page are written anew.
 *
 * <p>With the argument {@code release VERSION} it also keeps the schemas as those of a released
 * version, which later ones must be able to read and to be read by.
 */
final class WireFormatFiles {

  private WireFormatFiles() {}

  public static void main(String[] arguments) throws IOException {
    for (Map.Entry<String, SpecificRecord> record : GoldenRecords.all().entrySet()) {
      Path file = GoldenFiles.GOLDEN.resolve(record.getKey() + ".bin");
      Files.write(file, Wire.encode(record.getValue()));
    }
    if (arguments.length == 2 && arguments[0].equals("release")) {
      release(arguments[1]);
    }
    write(GoldenFiles.PAGE, WirePage.rendered(GoldenFiles.text(GoldenFiles.PAGE)));
  }

  private static void release(String version) throws IOException {
    Path index = GoldenFiles.RELEASED.resolve("INDEX");
    List<String> files = new ArrayList<>(Files.readAllLines(index));
    Files.createDirectories(GoldenFiles.RELEASED.resolve(version));
    for (Schema schema : GoldenFiles.sources()) {
      String name = version + "/" + schema.getName() + ".avsc";
      write(GoldenFiles.RELEASED.resolve(name), schema.toString(true) + "\n");
      if (!files.contains(name)) {
        files.add(name);
      }
    }
    write(index, String.join("\n", files) + "\n");
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardCharsets.UTF_8);
  }
}
