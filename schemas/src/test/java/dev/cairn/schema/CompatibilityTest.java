package dev.cairn.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidator;
import org.apache.avro.SchemaValidatorBuilder;
import org.junit.jupiter.api.Test;

/** FULL_TRANSITIVE: every version reads what every other wrote. */
class CompatibilityTest {

  private static final SchemaValidator FULL_TRANSITIVE =
      new SchemaValidatorBuilder().mutualReadStrategy().validateAll();

  @Test
  void currentSchemas_andThoseOfReleasedVersions_readEachOther() {
    List<Schema> released = KnownSchemas.released();
    assertThat(released).isNotEmpty();
    for (Schema current : KnownSchemas.CURRENT) {
      List<Schema> earlier = named(current, released);
      assertThat(earlier).as(current.getName()).isNotEmpty();
      assertThatCode(() -> FULL_TRANSITIVE.validate(current, earlier))
          .as(current.getName())
          .doesNotThrowAnyException();
    }
  }

  @Test
  void index_ofReleasedSchemas_listsEveryFile() throws Exception {
    List<String> index = Files.readAllLines(GoldenFiles.RELEASED.resolve("INDEX"));
    try (Stream<Path> files = Files.walk(GoldenFiles.RELEASED)) {
      assertThat(
              files
                  .filter(file -> file.toString().endsWith(".avsc"))
                  .map(file -> GoldenFiles.RELEASED.relativize(file).toString().replace('\\', '/')))
          .containsExactlyInAnyOrderElementsOf(index);
    }
  }

  @Test
  void validator_fieldAddedWithoutDefault_refuses() {
    Schema next = SchemaBuilder.record("A").fields().requiredInt("x").requiredInt("y").endRecord();
    assertThatThrownBy(() -> FULL_TRANSITIVE.validate(next, List.of(first())))
        .isInstanceOf(SchemaValidationException.class);
  }

  @Test
  void validator_fieldAddedWithDefault_accepts() {
    Schema next =
        SchemaBuilder.record("A")
            .fields()
            .requiredInt("x")
            .name("y")
            .type()
            .intType()
            .intDefault(1)
            .endRecord();
    assertThatCode(() -> FULL_TRANSITIVE.validate(next, List.of(first())))
        .doesNotThrowAnyException();
  }

  @Test
  void validator_fieldRemovedThatHadNoDefault_refuses() {
    Schema next = SchemaBuilder.record("A").fields().optionalInt("y").endRecord();
    assertThatThrownBy(() -> FULL_TRANSITIVE.validate(next, List.of(first())))
        .isInstanceOf(SchemaValidationException.class);
  }

  private static Schema first() {
    return SchemaBuilder.record("A").fields().requiredInt("x").endRecord();
  }

  private static List<Schema> named(Schema schema, List<Schema> all) {
    return all.stream().filter(s -> s.getFullName().equals(schema.getFullName())).toList();
  }
}
