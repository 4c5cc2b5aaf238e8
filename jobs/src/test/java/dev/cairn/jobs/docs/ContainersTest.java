package dev.cairn.jobs.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.cairn.jobs.ReplayJob;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.config.ConfigFile;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What can be said of docker/ without containers. */
class ContainersTest {

  private static final Path DOCKER = Path.of("../docker");
  private static final YAMLMapper YAML = new YAMLMapper();

  private static JsonNode compose() throws Exception {
    return YAML.readTree(DOCKER.resolve("compose.yaml").toFile());
  }

  private static JsonNode kubernetes(String kind) throws Exception {
    try (MappingIterator<JsonNode> documents =
        YAML.readerFor(JsonNode.class).readValues(DOCKER.resolve("k8s/cairn.yaml").toFile())) {
      while (documents.hasNext()) {
        JsonNode document = documents.next();
        if (document.path("kind").asText().equals(kind)) {
          return document;
        }
      }
    }
    throw new AssertionError("no document of kind " + kind);
  }

  /**
   * The operator's own schema, of its version 1.10.0: there is no artifact of later ones. The one
   * thing of 1.15.0 that the manifest needs is added. What a schema does not know it refuses only
   * if told to.
   */
  private static JsonSchema operatorSchema() throws Exception {
    try (InputStream crd =
        ContainersTest.class.getResourceAsStream(
            "/META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml")) {
      JsonNode schema =
          YAML.readTree(crd)
              .path("spec")
              .path("versions")
              .path(0)
              .path("schema")
              .path("openAPIV3Schema");
      refuseUnknown(schema);
      ((ArrayNode) schema.at("/properties/spec/properties/flinkVersion/enum")).add("v2_3");
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(schema);
    }
  }

  private static void refuseUnknown(JsonNode schema) {
    if (schema.isObject()
        && schema.path("properties").isObject()
        && !schema.has("additionalProperties")
        && !schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
      ((ObjectNode) schema).put("additionalProperties", false);
    }
    schema.forEach(ContainersTest::refuseUnknown);
  }

  /** What every resource has, and the schema leaves out. */
  private static JsonNode withoutHeader(JsonNode resource) {
    ObjectNode body = resource.deepCopy();
    body.remove(List.of("apiVersion", "kind", "metadata"));
    return body;
  }

  @Test
  void deployment_isWhatTheOperatorTakes() throws Exception {
    JsonNode deployment = kubernetes("FlinkDeployment");

    assertThat(operatorSchema().validate(withoutHeader(deployment))).isEmpty();

    JsonNode job = deployment.path("spec").path("job");
    assertThat(job.path("entryClass").asText()).isEqualTo(ReplayJob.class.getName());
    assertThat(job.path("upgradeMode").asText()).isEqualTo("savepoint");
    assertThat(deployment.path("spec").path("flinkVersion").asText()).isEqualTo("v2_3");
  }

  @Test
  void deployment_mistakes_areSeen() throws Exception {
    JsonNode deployment = withoutHeader(kubernetes("FlinkDeployment"));
    ObjectNode spec = (ObjectNode) deployment.path("spec");
    spec.put("flinkVersion", "v9_9");
    ((ObjectNode) spec.path("job")).put("upgradeMode", "sometimes").put("savepoint", "yes");

    assertThat(operatorSchema().validate(deployment).toString())
        .contains("flinkVersion", "upgradeMode", "savepoint");
  }

  @Test
  void configurations_areAccepted() throws Exception {
    CairnConfig ofContainers = ConfigFile.load(DOCKER.resolve("cairn.yaml"), null);
    String inKubernetes = kubernetes("ConfigMap").path("data").path("cairn.yaml").asText();
    assertThat(ofContainers.tables()).hasSize(1);
    assertThat(ConfigFile.parse("k8s/cairn.yaml", inKubernetes, null).kafka())
        .containsKey("bootstrap.servers");
  }

  @Test
  void compose_publishesOnTheLoopbackAddressOnly() throws Exception {
    List<String> published = new ArrayList<>();
    compose()
        .path("services")
        .findValues("ports")
        .forEach(ports -> ports.forEach(port -> published.add(port.asText())));
    assertThat(published).isNotEmpty().allMatch(port -> port.startsWith("127.0.0.1:"));
  }

  @Test
  void images_arePinned() throws Exception {
    List<String> images = compose().path("services").findValuesAsText("image");
    assertThat(images)
        .isNotEmpty()
        .allMatch(image -> image.contains(":"))
        .noneMatch(image -> image.contains("latest"));
    assertThat(Files.readAllLines(DOCKER.resolve("Dockerfile")))
        .filteredOn(line -> line.startsWith("ARG"))
        .isNotEmpty()
        .allMatch(line -> line.matches("ARG \\w+=[\\w./-]+:[\\w.-]+"));
  }

  @Test
  void compose_flinksSettings_haveNoBlanks() throws Exception {
    String settings =
        compose().path("x-flink").path("environment").path("FLINK_PROPERTIES").asText();
    assertThat(settings.lines())
        .hasSizeGreaterThan(20)
        .allMatch(line -> line.matches("[\\w.-]+: \\S+"));
  }

  @Test
  void settings_areTheSameInComposeAndKubernetes() throws Exception {
    String settings =
        compose().path("x-flink").path("environment").path("FLINK_PROPERTIES").asText();
    kubernetes("FlinkDeployment").path("spec").path("flinkConfiguration").properties().stream()
        .filter(
            setting ->
                setting
                    .getKey()
                    .matches("(execution|state|restart|pipeline|metrics)\\..*|restart-.*"))
        .forEach(
            setting ->
                assertThat(settings)
                    .contains(setting.getKey() + ": " + setting.getValue().asText()));
  }
}
