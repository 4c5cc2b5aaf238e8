package dev.cairn.schema;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * The generated parts of {@code docs/wire-format.md}. Each stands between a line {@code <!--
 * generated: name -->} and a line {@code <!-- end -->}.
 */
final class WirePage {

  private static final Pattern PART =
      Pattern.compile("(<!-- generated: ([a-z]+) -->\n).*?(<!-- end -->)", Pattern.DOTALL);

  private WirePage() {}

  /** The page with its generated parts as they ought to be. */
  static String rendered(String page) throws IOException {
    Matcher parts = PART.matcher(page);
    StringBuilder out = new StringBuilder();
    while (parts.find()) {
      String part = parts.group(1) + "\n" + part(parts.group(2)) + "\n\n" + parts.group(3);
      parts.appendReplacement(out, Matcher.quoteReplacement(part));
    }
    return parts.appendTail(out).toString();
  }

  private static String part(String name) throws IOException {
    return switch (name) {
      case "fingerprints" -> fingerprints();
      case "fields" -> FieldTables.of(GoldenFiles.sources());
      case "weights" -> weights();
      case "dumps" -> dumps();
      default -> throw new IllegalArgumentException("no such part of the page: name=" + name);
    };
  }

  private static String fingerprints() throws IOException {
    StringBuilder out = new StringBuilder("| kind | first 10 bytes of every record |\n|---|---|\n");
    for (Schema schema : GoldenFiles.sources()) {
      // Eight bytes, little-endian already.
      StringBuilder hex = new StringBuilder("c3 01");
      for (byte b : fingerprint(schema)) {
        hex.append(String.format(" %02x", b));
      }
      out.append("| ").append(schema.getName()).append(" | `").append(hex).append("` |\n");
    }
    return out.toString().strip();
  }

  private static byte[] fingerprint(Schema schema) {
    long value = SchemaNormalization.parsingFingerprint64(schema);
    byte[] bytes = new byte[Long.BYTES];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (value >>> (8 * i));
    }
    return bytes;
  }

  private static String weights() throws IOException {
    List<String> lines = Files.readAllLines(GoldenFiles.GOLDEN.resolve("weights.csv"));
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      String[] cells = lines.get(i).split(",", -1);
      out.append("| ").append(String.join(" | ", cells)).append(" |\n");
      if (i == 0) {
        out.append("|---".repeat(cells.length)).append("|\n");
      }
    }
    return out.toString().strip();
  }

  private static String dumps() throws IOException {
    StringBuilder out = new StringBuilder();
    for (Schema schema : GoldenFiles.sources()) {
      String kind = schema.getName();
      out.append("### Bytes of ").append(kind).append("\n\n```text\n");
      out.append(RecordDump.of(schema, GoldenFiles.bytes(kind))).append("```\n\n");
    }
    return out.toString().strip();
  }
}
