package dev.cairn.replay;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClass.Predicates;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.ImportOption.OnlyIncludeTests;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final String ROOT = "dev.cairn.replay";
  private static final JavaClasses MAIN =
      new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages(ROOT);
  private static final JavaClasses TESTS =
      new ClassFileImporter().withImportOption(new OnlyIncludeTests()).importPackages(ROOT);

  @Test
  void a1_core_dependsOnTheJdkOnly() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "org.jspecify.annotations..", ROOT + "..")
        .because("the memory knows neither Flink nor Kafka nor Avro")
        .check(MAIN);
  }

  @Test
  void a2_core_readsNoClockAndNoGlobalRandomness() {
    noClasses()
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(UUID.class, "randomUUID")
        .orShould()
        .callConstructor(Date.class)
        .orShould()
        .dependOnClassesThat(
            Predicates.assignableTo(Clock.class)
                .or(Predicates.assignableTo(Random.class))
                .or(Predicates.assignableTo(SplittableRandom.class))
                .or(Predicates.assignableTo(ThreadLocalRandom.class)))
        .because("time and randomness are arguments, so that a run can be repeated")
        .check(MAIN);
  }

  @Test
  void data_javaSerializationAndKryo_areNotUsed() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.ObjectInputStream")
        .check(MAIN);
  }

  @Test
  void a4_testClasses_endInTestOrItCase() {
    classes()
        .that(haveTests())
        .and()
        .doNotHaveModifier(JavaModifier.ABSTRACT)
        .should()
        .haveSimpleNameEndingWith("Test")
        .orShould()
        .haveSimpleNameEndingWith("ITCase")
        .because("others are silently not run")
        .check(TESTS);
  }

  @Test
  void a5_packages_haveNoCycles() {
    slices().assignedFrom(packages()).should().beFreeOfCycles().check(MAIN);
  }

  private static DescribedPredicate<JavaClass> haveTests() {
    return DescribedPredicate.describe(
        "have tests",
        type ->
            type.getAllMethods().stream()
                .anyMatch(
                    method ->
                        method.isMetaAnnotatedWith(
                            "org.junit.platform.commons.annotation.Testable")));
  }

  // slices().matching("dev.cairn.replay.(*)..") would leave the root package itself out.
  private static SliceAssignment packages() {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass type) {
        return type.getPackageName().startsWith(ROOT)
            ? SliceIdentifier.of(type.getPackageName())
            : SliceIdentifier.ignore();
      }

      @Override
      public String getDescription() {
        return "packages";
      }
    };
  }
}
