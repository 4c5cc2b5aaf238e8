package dev.cairn.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final String ROOT = "dev.cairn.examples";
  private static final JavaClasses MAIN =
      new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages(ROOT);

  @Test
  void packages_dependOnEachOther_withoutCycles() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(MAIN);
  }

  @Test
  void examples_seeClientAndSchemas_notThePipeline() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.flink..", "dev.cairn.replay..", "dev.cairn.flink..")
        .because("a worker on another machine needs the client and nothing of the pipeline")
        .check(MAIN);
  }

  @Test
  void acting_everythingButTheLearner_needsNoPyTorch() {
    noClasses()
        .that()
        .haveNameNotMatching(".*\\.dqn\\.(DoubleDqn|PyTorch|TorchMlp)(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .because("workers, evaluation and play must run without the native library")
        .check(MAIN);
  }

  @Test
  void data_javaSerializationAndKryo_areNotUsed() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.ObjectInputStream")
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("com.esotericsoftware.kryo..")
        .check(MAIN);
  }
}
