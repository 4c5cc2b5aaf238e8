package dev.cairn.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.cairn.examples", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule packages_dependOnEachOther_withoutCycles =
      slices().matching("dev.cairn.examples.(**)").should().beFreeOfCycles();

  /** A worker on another machine needs the client and nothing of the pipeline. */
  @ArchTest
  static final ArchRule examples_seeOnlyClientAndSchemas =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.flink..", "dev.cairn.replay..", "dev.cairn.flink..");

  /** What acts must run without the native library. */
  @ArchTest
  static final ArchRule acting_needsNoPyTorch =
      noClasses()
          .that()
          .haveSimpleNameNotStartingWith("DoubleDqn")
          .and()
          .haveSimpleNameNotStartingWith("PyTorch")
          .and()
          .haveSimpleNameNotStartingWith("TorchMlp")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..");
}
