package dev.cairn.flink;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.cairn.flink");

  @Test
  void operators_whatTheyUse_liesBelow() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.cairn.jobs..", "dev.cairn.client..", "dev.cairn.examples..", "ai.djl..")
        .check(MAIN);
  }

  @Test
  void operators_time_isFlinks() {
    noClasses().should().callMethod(System.class, "currentTimeMillis").check(MAIN);
    noClasses().should().callMethod(System.class, "nanoTime").check(MAIN);
    noClasses().should().callMethod(Math.class, "random").check(MAIN);
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
        .check(MAIN);
  }

  @Test
  void data_javaSerializationAndKryo_areNotUsed() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.ObjectInputStream")
        .check(MAIN);
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.esotericsoftware.kryo..")
        .check(MAIN);
  }

  @Test
  void api_isThePipelineItsChangesAndItsStoredShards() {
    classes()
        .that()
        .arePublic()
        .and()
        .areTopLevelClasses()
        .should()
        .haveSimpleName("ReplayPipeline")
        .orShould()
        .haveSimpleName("PipelineSpec")
        .orShould()
        .haveSimpleName("StoredShards")
        .orShould()
        .haveSimpleName("TableChanges")
        .orShould()
        .haveSimpleName("ChangesInForce")
        .check(MAIN);
  }
}
