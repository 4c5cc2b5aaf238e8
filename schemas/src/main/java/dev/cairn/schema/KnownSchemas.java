package dev.cairn.schema;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The schemas that a record may have been written with: the current ones and those of released
 * versions, by fingerprint. Nothing else is ever decoded. Thread-safe once built.
 */
final class KnownSchemas {

  /** The current schemas, in the order in which documents list them. */
  static final List<Schema> CURRENT =
      List.of(
          TrajectoryChunk.SCHEMA$,
          Amendment.SCHEMA$,
          Parameters.SCHEMA$,
          Minibatch.SCHEMA$,
          Feedback.SCHEMA$,
          Control.SCHEMA$,
          Stats.SCHEMA$,
          DeadLetter.SCHEMA$);

  private static final String RELEASED = "/dev/cairn/schema/released/";

  /** A schema something may have been written with. */
  record Known(String name, SpecificDatumReader<SpecificRecord> reader) {}

  private final SpecificData data = new SpecificData(KnownSchemas.class.getClassLoader());
  private final Map<Long, Known> byFingerprint = new HashMap<>();

  /** Current schemas and {@code earlier} ones of the same names. */
  KnownSchemas(List<Schema> earlier) {
    for (Schema schema : CURRENT) {
      add(schema, schema);
    }
    for (Schema writer : earlier) {
      for (Schema reader : CURRENT) {
        if (reader.getFullName().equals(writer.getFullName())) {
          add(writer, reader);
        }
      }
    }
  }

  private void add(Schema writer, Schema reader) {
    byFingerprint.putIfAbsent(
        SchemaNormalization.parsingFingerprint64(writer),
        new Known(reader.getFullName(), new SpecificDatumReader<>(writer, reader, data)));
  }

  @Nullable Known get(long fingerprint) {
    return byFingerprint.get(fingerprint);
  }

  /** Schemas of the released versions, from the class path; {@code INDEX} names the files. */
  static List<Schema> released() {
    List<Schema> schemas = new ArrayList<>();
    for (String file : lines(RELEASED + "INDEX")) {
      try (InputStream in = open(RELEASED + file)) {
        schemas.add(new Schema.Parser().parse(in));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return schemas;
  }

  private static List<String> lines(String resource) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(open(resource), StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.isBlank()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String resource) {
    InputStream in = KnownSchemas.class.getResourceAsStream(resource);
    if (in == null) {
      throw new IllegalStateException("the jar must hold its schemas: resource=" + resource);
    }
    return in;
  }
}
