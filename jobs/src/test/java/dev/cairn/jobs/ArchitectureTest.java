package dev.cairn.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter().importPackages("dev.cairn.jobs");

  @Test
  void packages_haveNoCycles() {
    slices().matching("dev.cairn.jobs.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void kafkaServer_isUsedByItsAdaptersAlone() {
    noClasses()
        .that()
        .doNotHaveSimpleName("EmbeddedKafka")
        .and()
        .doNotHaveSimpleName("KafkaNode")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("kafka.server..", "org.apache.kafka.metadata..")
        .check(CLASSES);
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
        .check(CLASSES);
  }

  @Test
  void tests_areNamedSoThatTheyRun() {
    classes()
        .that()
        .containAnyMethodsThat(
            new com.tngtech.archunit.base.DescribedPredicate<>("are tests") {
              @Override
              public boolean test(com.tngtech.archunit.core.domain.JavaMethod method) {
                return method.isAnnotatedWith(Test.class);
              }
            })
        .should()
        .haveNameMatching(".*(Test|ITCase|ClusterCheck)")
        .because("Surefire and Failsafe run no others, but scripts/cluster-checks its own")
        .check(CLASSES);
  }
}
