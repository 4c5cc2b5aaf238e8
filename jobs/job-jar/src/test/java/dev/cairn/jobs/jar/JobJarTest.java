package dev.cairn.jobs.jar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.jobs.ReplayJob;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;

/** What stands in the job's jar and what does not. */
class JobJarTest {

  /** Made by the build, just before. */
  static final Path JAR = Path.of("target/cairn-job.jar").toAbsolutePath();

  /** The jars that a Flink has, with ':' between them. */
  static final Path FLINK = Path.of("target/flink-classpath.txt");

  private static List<String> names() throws Exception {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      return jar.stream().map(entry -> entry.getName()).toList();
    }
  }

  @Test
  void entries_ofFlinkAndItsLogging_areNone() throws Exception {
    assertThat(names())
        .filteredOn(name -> name.endsWith(".class"))
        .hasSizeGreaterThan(1_000)
        .noneMatch(name -> name.matches("org/(slf4j|apache/logging|rocksdb|xerial)/.*"))
        .noneMatch(name -> name.matches("org/apache/flink/(runtime|core|metrics|state)/.*"))
        .noneMatch(name -> name.startsWith("org/apache/flink/connector/base/"));
  }

  @Test
  void entries_ofTheCommandLineAndItsLogging_areNone() throws Exception {
    assertThat(names())
        .filteredOn(name -> name.startsWith("dev/cairn/jobs/") && name.endsWith(".class"))
        .contains("dev/cairn/jobs/ReplayJob.class", "dev/cairn/jobs/config/ConfigFile.class")
        .allMatch(name -> name.matches("dev/cairn/jobs/(ReplayJob|config/|start/).*"));
    assertThat(names())
        .doesNotContain(
            "log4j2.xml",
            "META-INF/services/org.apache.flink.metrics.reporter.MetricReporterFactory")
        .contains("dev/cairn/jobs/config/preset-dqn.yaml", "META-INF/LICENSE", "META-INF/NOTICE");
  }

  @Test
  void entries_signaturesAndModules_areNone() throws Exception {
    assertThat(names())
        .doesNotHaveDuplicates()
        .noneMatch(name -> name.matches("META-INF/.*\\.(SF|DSA|RSA)"))
        .noneMatch(name -> name.endsWith("module-info.class"));
  }

  @Test
  void services_areThoseOfEveryPart() throws Exception {
    assertThat(names())
        .contains(
            "META-INF/services/com.fasterxml.jackson.core.JsonFactory",
            "META-INF/services/org.apache.kafka.common.config.provider.ConfigProvider");
    try (JarFile jar = new JarFile(JAR.toFile())) {
      byte[] factories =
          jar.getInputStream(
                  jar.getEntry("META-INF/services/com.fasterxml.jackson.core.JsonFactory"))
              .readAllBytes();
      assertThat(new String(factories, StandardCharsets.UTF_8).lines())
          .contains(
              "com.fasterxml.jackson.core.JsonFactory",
              "com.fasterxml.jackson.dataformat.yaml.YAMLFactory");
    }
  }

  @Test
  void manifest_namesTheJob() throws Exception {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      assertThat(jar.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS))
          .isEqualTo(ReplayJob.class.getName());
    }
  }

  /** Whatever Cairn's classes name is in the jar or in Flink. */
  @Test
  void classes_ofCairn_nameNothingThatIsMissing() throws Exception {
    StringWriter said = new StringWriter();
    int exit =
        ToolProvider.findFirst("jdeps")
            .orElseThrow()
            .run(
                new PrintWriter(said),
                new PrintWriter(said),
                "--multi-release",
                "base",
                "--missing-deps",
                "--class-path",
                Files.readString(FLINK).strip(),
                JAR.toString());
    assertThat(exit).as(said.toString()).isZero();
    assertThat(said.toString().lines().filter(line -> line.strip().startsWith("dev.cairn")))
        .isEmpty();
    assertThat(said.toString()).contains("not found");
  }
}
