package dev.cairn.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.ImportOption.OnlyIncludeTests;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final String ROOT = "dev.cairn";

  @Test
  void a3_clientAndSchemas_knowNoFlinkAndNothingOfTheMemory() {
    JavaClasses main =
        new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages(ROOT);
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.flink..", ROOT + ".replay..", ROOT + ".flink..")
        .check(main);
  }

  @Test
  void data_javaSerializationAndKryo_areNotUsed() {
    JavaClasses main =
        new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages(ROOT);
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.ObjectInputStream")
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("com.esotericsoftware.kryo..")
        .check(main);
  }

  @Test
  void a4_testClasses_endInTestOrITCase() {
    JavaClasses tests =
        new ClassFileImporter().withImportOption(new OnlyIncludeTests()).importPackages(ROOT);
    classes()
        .that()
        .containAnyMethodsThat(
            com.tngtech.archunit.base.DescribedPredicate.describe(
                "are tests", method -> method.isAnnotatedWith(Test.class)))
        .should()
        .haveNameMatching(".*(Test|ITCase)")
        .check(tests);
  }
}
