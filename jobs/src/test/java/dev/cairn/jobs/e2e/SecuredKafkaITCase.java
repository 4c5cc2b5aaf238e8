package dev.cairn.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.cairn.client.Beta;
import dev.cairn.client.KafkaClients;
import dev.cairn.client.MinibatchReader;
import dev.cairn.client.ParameterFollower;
import dev.cairn.client.ParameterPublisher;
import dev.cairn.client.ReaderOptions;
import dev.cairn.client.Row;
import dev.cairn.client.SampledBatch;
import dev.cairn.client.TableInfo;
import dev.cairn.client.TrajectoryWriter;
import dev.cairn.client.WriterOptions;
import dev.cairn.flink.ReplayPipeline;
import dev.cairn.jobs.Cairn;
import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.config.ConfigFile;
import dev.cairn.jobs.control.ControlSession;
import dev.cairn.jobs.embedded.EmbeddedFlink;
import dev.cairn.jobs.embedded.SecuredKafka;
import dev.cairn.schema.DeadLetter;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * The service, a worker, a learner and an operator on a broker that asks for TLS, passwords and
 * rights: each with the rights of its role in docs/security.md and no others, and with passwords
 * that are looked for wherever something is written.
 */
@Timeout(300)
@SuppressWarnings("NullAway.Init") // set before all tests
class SecuredKafkaITCase {

  private static final Duration WAIT = Duration.ofSeconds(90);
  private static final String SPACE = "safe";
  private static final String CANARY = "canary-5f3a9";
  private static final String YAML =
      """
      space: safe
      tables:
        t:
          capacity: {items: 1000, bytes: 1 MiB}
          columns: {rewards: {dtype: float32}}
          max_batch: 32
      """;

  @TempDir private static Path directory;

  private static SecuredKafka kafka;
  private static List<AclBinding> rights;
  private static Path secrets;
  private static CapturedLog log;

  @BeforeAll
  static void start() throws Exception {
    kafka = SecuredKafka.start(directory);
    log = new CapturedLog();
    rights = RoleRights.ofPage(SPACE);
    kafka.allow(rights);
    StringBuilder passwords = new StringBuilder();
    for (String role : List.of("operator", "service", "worker", "learner")) {
      kafka.user(role, password(role));
      passwords.append(role).append('=').append(password(role)).append('\n');
    }
    secrets = Files.writeString(directory.resolve("secrets.properties"), passwords);
    assertThat(run("topics", "create", "--config", file("operator", of("operator")))).isEmpty();
  }

  @AfterAll
  static void stop() {
    log.close();
    kafka.close();
  }

  @Test
  void roles_withTheRightsOfThisPage_doTheirWork() throws Exception {
    String file = file("service", fromFile("service"));
    CairnConfig service = ConfigFile.load(Path.of(file), null);
    assertThat(run("topics", "check", "--rights", "--config", file)).isEmpty();
    Path state = directory.resolve("state");
    try (EmbeddedFlink flink = EmbeddedFlink.start(state, 0, 1, Map.of())) {
      JobID job = flink.submit(env -> ReplayPipeline.build(env, service.pipeline(1)));
      try (TableInfo workersInfo = TableInfo.open(SPACE, of("worker"));
          Producer<byte[], byte[]> worker = KafkaClients.producer(of("worker"));
          TableInfo learnersInfo = TableInfo.open(SPACE, of("learner"));
          Producer<byte[], byte[]> learner = KafkaClients.producer(of("learner"))) {
        assertThat(workersInfo.awaitTable("t", WAIT)).as("the job publishes").isTrue();
        assertThat(learnersInfo.awaitTable("t", WAIT)).as("the job publishes").isTrue();
        write(worker, workersInfo);
        learn(learner, learnersInfo);
        try (ParameterFollower follower = ParameterFollower.open(SPACE, of("worker"))) {
          assertThat(follower.await("default", WAIT)).isNotNull();
        }
        refused(worker, "safe.feedback");
        refused(learner, "safe.transitions");
        assertThatThrownBy(() -> reader("worker", worker, workersInfo))
            .isInstanceOf(TopicAuthorizationException.class);
      }
      operate();
      assertNoSecret("REST", answers(flink.webPage(), job));
      Path savepoint = flink.savepoint(job, directory.resolve("savepoints"));
      assertNoSecretIn(savepoint);
      flink.cancel(job);
    }
    assertNoSecretIn(state);
    // What is looked through is there.
    assertThat(log.text()).contains("sasl.jaas.config = [hidden]");
    assertNoSecret("log", log.text());
  }

  private static void write(Producer<byte[], byte[]> producer, TableInfo info) throws Exception {
    Row nothing = new Row();
    Row step = new Row();
    try (TrajectoryWriter out =
        new TrajectoryWriter(WriterOptions.of(SPACE, "stream", "t"), producer, info)) {
      out.begin(nothing);
      for (int n = 0; n < 64; n++) {
        out.append(step.scalar("rewards", (float) n), nothing, n == 63, false);
      }
      out.flush();
      Published.await(info, "t", stats -> stats.getItems().getCreated() == 64);
      producer.send(new ProducerRecord<>("safe.transitions", new byte[] {1, 2, 3})).get();
    }
  }

  private static void learn(Producer<byte[], byte[]> producer, TableInfo info) throws Exception {
    try (MinibatchReader reader = reader("learner", producer, info)) {
      for (int n = 0; n < 5; n++) {
        SampledBatch batch = reader.next(WAIT);
        reader.updatePriorities(batch, new float[batch.size()]);
      }
      Published.await(info, "t", stats -> stats.getUpdates().getReceived() == 5 * 32);
    }
    new ParameterPublisher(SPACE, "default", "learner", producer).publish(0, Map.of(), Map.of());
    producer.flush();
  }

  private static MinibatchReader reader(
      String role, Producer<byte[], byte[]> producer, TableInfo info) {
    return new MinibatchReader(
        ReaderOptions.of(SPACE, "t", "learner", new Beta(0.4, 1_000)).withBatchSize(32),
        producer,
        KafkaClients.consumer(of(role)),
        info);
  }

  private static void refused(Producer<byte[], byte[]> producer, String topic) {
    assertThatThrownBy(() -> producer.send(new ProducerRecord<>(topic, new byte[1])).get())
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(TopicAuthorizationException.class);
  }

  private static void operate() throws Exception {
    CairnConfig config = ConfigFile.load(Path.of(file("operator", of("operator"))), null);
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, "UTF-8");
    try (ControlSession session = new ControlSession(config, nowhere)) {
      session.apply(from -> from.set("t", Map.of("sampler.alpha", "0.5"), "operator"), WAIT);
    }
    try (TopicReader<DeadLetter> letters =
        new TopicReader<>(kafka.administrator(), "safe.dead-letters", DeadLetter.class)) {
      assertNoSecret("dead letters", letters.until("a letter", l -> !l.isEmpty()).toString());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "wrong password, invalid credentials, kafka.sasl.jaas.config",
    "unknown user, invalid credentials, kafka.sasl.jaas.config",
    "expired certificate, CertificateExpiredException: NotAfter, kafka.ssl.truststore",
    "untrusted certificate, unable to find valid certification path, kafka.ssl.truststore",
  })
  void job_cannotConnect_isOneLineAndExitCode1(String what, String why, String advice)
      throws Exception {
    Map<String, String> properties =
        switch (what) {
          case "wrong password" -> kafka.client("service", CANARY + "-wrong");
          case "unknown user" -> kafka.client("nobody", password("service"));
          case "expired certificate" -> kafka.clientOfExpired("service", password("service"));
          default -> without("ssl.truststore", of("service"));
        };

    String lines = job(properties);

    assertThat(lines.lines()).hasSize(1);
    assertThat(lines)
        .startsWith("cairn: Kafka does not do what is asked: kafka.bootstrap.servers=127.0.0.1:")
        .contains(why, advice);
    assertNoSecret("standard error", lines);
    assertNoSecret("log", log.text());
    // Clients of workers and learners say the same.
    assertThatThrownBy(
            () -> {
              try (var consumer = KafkaClients.consumer(properties)) {
                consumer.partitionsFor("safe.stats");
              }
            })
        .isInstanceOf(AuthenticationException.class)
        .hasMessageNotContaining(CANARY);
  }

  static List<AclBinding> rightsOfTheService() throws Exception {
    return RoleRights.of("service", RoleRights.ofPage(SPACE));
  }

  @ParameterizedTest
  @MethodSource("rightsOfTheService")
  void job_rightMissing_isRefusedAtTheStart(AclBinding right) throws Exception {
    kafka.revoke(right);
    try {
      String lines = job(of("service"));

      assertThat(lines.lines()).isNotEmpty().allMatch(line -> line.startsWith("cairn: "));
      assertThat(lines).contains("docs/security.md");
      assertNoSecret("standard error", lines);
    } finally {
      kafka.allow(List.of(right));
    }
  }

  private static String password(String role) {
    return CANARY + "-" + role;
  }

  private static Map<String, String> of(String role) {
    return kafka.client(role, password(role));
  }

  /** The same, with a password that the configuration does not hold. */
  private static Map<String, String> fromFile(String role) {
    Map<String, String> properties =
        new HashMap<>(kafka.client(role, "${secrets:" + secrets + ":" + role + "}"));
    properties.put("config.providers", "secrets");
    properties.put(
        "config.providers.secrets.class",
        "org.apache.kafka.common.config.provider.FileConfigProvider");
    return properties;
  }

  private static Map<String, String> without(String prefix, Map<String, String> properties) {
    Map<String, String> rest = new HashMap<>(properties);
    rest.keySet().removeIf(key -> key.startsWith(prefix));
    return rest;
  }

  /** A configuration file with these properties of the clients. */
  private static String file(String name, Map<String, String> properties) throws Exception {
    YAMLMapper yaml = new YAMLMapper();
    ObjectNode root = (ObjectNode) yaml.readTree(YAML);
    root.set("kafka", yaml.valueToTree(properties));
    Path file = directory.resolve(name + ".yaml");
    return Files.writeString(file, yaml.writeValueAsString(root)).toString();
  }

  private static String job(Map<String, String> properties) throws Exception {
    String state = directory.resolve("refused").toString();
    return run("job", "--config", file("refused", properties), "--port", "0", "--dir", state);
  }

  /** What a command prints on standard error; empty when it ends well. */
  private static String run(String... arguments) {
    StringWriter err = new StringWriter();
    CommandLine command = Cairn.commandLine();
    command.setErr(new PrintWriter(err, true));
    int code = command.execute(arguments);
    assertThat(code == 0).as(err.toString()).isEqualTo(err.toString().isEmpty());
    return err.toString();
  }

  private static String answers(URI page, JobID job) throws Exception {
    StringBuilder answers = new StringBuilder();
    HttpClient http = HttpClient.newHttpClient();
    for (String path :
        List.of(
            "/config",
            "/jobmanager/config",
            "/jobmanager/environment",
            "/taskmanagers",
            "/jobs/" + job,
            "/jobs/" + job + "/config",
            "/jobs/" + job + "/plan",
            "/jobs/" + job + "/exceptions",
            "/jobs/" + job + "/checkpoints",
            "/jobs/" + job + "/checkpoints/config",
            "/jobs/" + job + "/accumulators")) {
      HttpRequest request = HttpRequest.newBuilder(page.resolve(path)).build();
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).as(path).isEqualTo(200);
      answers.append(response.body());
    }
    return answers.toString();
  }

  private static void assertNoSecret(String where, String text) {
    assertThat(text.contains(CANARY)).as("%s holds a secret", where).isFalse();
  }

  private static void assertNoSecretIn(Path tree) throws Exception {
    try (Stream<Path> files = Files.walk(tree)) {
      List<Path> all = files.filter(Files::isRegularFile).toList();
      assertThat(all).isNotEmpty();
      for (Path file : all) {
        assertNoSecret(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
  }
}
