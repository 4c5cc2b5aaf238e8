package dev.cairn.jobs.jar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.cairn.jobs.start.Ports;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;

/**
 * A Flink as its image lays it out: its own jars in {@code lib}, the job's in {@code usrlib}, which
 * a class loader of its own reads. A JobManager in application mode and a TaskManager are processes
 * with nothing else on their class path.
 *
 * <p>Flink's jars are those of the build, or of a distribution whose {@code lib} the system
 * property {@code cairn.flink.lib} names.
 */
final class FlinkProcesses implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path DOCKER = Path.of("../../docker").toAbsolutePath();

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path home;
  private final int restPort = Ports.claim(0, "rest.port");
  private final Map<String, String> settings;
  private final List<Process> started = new ArrayList<>();

  FlinkProcesses(Path home) throws IOException {
    this.home = home;
    Files.createDirectories(home.resolve("lib"));
    Files.createDirectories(home.resolve("usrlib"));
    Files.createDirectories(home.resolve("conf"));
    Files.copy(JobJarTest.JAR, home.resolve("usrlib").resolve("cairn-job.jar"));
    this.settings = settings();
    new YAMLMapper().writeValue(home.resolve("conf/config.yaml").toFile(), settings);
  }

  /** Those of the compose file; addresses, folders and sizes are this machine's. */
  private Map<String, String> settings() throws IOException {
    Map<String, String> settings = new TreeMap<>();
    new YAMLMapper()
        .readTree(DOCKER.resolve("compose.yaml").toFile())
        .at("/x-flink/environment/FLINK_PROPERTIES")
        .asText()
        .lines()
        .map(line -> line.split(": ", 2))
        .filter(pair -> !pair[0].matches("(high-availability|metrics)\\..*"))
        .forEach(pair -> settings.put(pair[0], pair[1]));
    settings.put("jobmanager.rpc.address", "127.0.0.1");
    settings.put("jobmanager.rpc.port", Integer.toString(Ports.claim(0, "jobmanager.rpc.port")));
    settings.put("jobmanager.bind-host", "127.0.0.1");
    settings.put("taskmanager.host", "127.0.0.1");
    settings.put("taskmanager.bind-host", "127.0.0.1");
    settings.put("rest.address", "127.0.0.1");
    settings.put("rest.bind-address", "127.0.0.1");
    settings.put("rest.port", Integer.toString(restPort));
    settings.put("taskmanager.memory.process.size", "1g");
    settings.put("taskmanager.memory.managed.size", "64m");
    settings.put("execution.checkpointing.interval", "1s");
    settings.put("execution.checkpointing.dir", home.resolve("checkpoints").toUri().toString());
    settings.put("io.tmp.dirs", home.resolve("tmp").toString());
    settings.put("heartbeat.interval", "500");
    settings.put("heartbeat.timeout", "5000");
    return settings;
  }

  /** Starts a JobManager that runs the job with this configuration, as the compose file does. */
  void startJobManager(Path config, String bootstrapServers) throws IOException {
    start(
        "job-manager",
        List.of("-Xmx400m"),
        List.of(
            "org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint",
            "--configDir",
            home.resolve("conf").toString(),
            "--job-classname",
            "dev.cairn.jobs.ReplayJob",
            "--",
            "--config",
            config.toString(),
            "--bootstrap-servers",
            bootstrapServers));
  }

  /** Starts a TaskManager, with the memory that Flink's own script would give it. */
  Process startTaskManager() throws IOException {
    TaskExecutorProcessSpec memory =
        TaskExecutorProcessUtils.processSpecFromConfig(Configuration.fromMap(settings));
    List<String> program = new ArrayList<>();
    program.add("org.apache.flink.runtime.taskexecutor.TaskManagerRunner");
    program.addAll(List.of("--configDir", home.resolve("conf").toString()));
    program.addAll(List.of("-D", "taskmanager.resource-id=task-manager"));
    program.addAll(words(TaskExecutorProcessUtils.generateDynamicConfigsStr(memory)));
    return start(
        "task-manager", words(ProcessMemoryUtils.generateJvmParametersStr(memory)), program);
  }

  private Process start(String name, List<String> options, List<String> program)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
    command.addAll(words(System.getProperty("cairn.opens", "")));
    command.addAll(options);
    command.add("-Dlog4j.configurationFile=" + DOCKER.resolve("log4j-console.properties"));
    command.addAll(List.of("-XX:+UseSerialGC", "-cp", classPath()));
    command.addAll(program);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve(name + ".out").toFile()));
    // Beside it Flink looks for usrlib.
    builder.environment().put("FLINK_LIB_DIR", home.resolve("lib").toString());
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private static List<String> words(String text) {
    return List.of(text.trim().split("\\s+"));
  }

  private static String classPath() throws IOException {
    String lib = System.getProperty("cairn.flink.lib", "");
    return lib.isEmpty()
        ? Files.readString(JobJarTest.FLINK).strip()
        : Path.of(lib).toAbsolutePath() + File.separator + "*";
  }

  /** Waits until every task of the job runs. */
  void awaitRunning(Duration timeout) throws Exception {
    long end = System.nanoTime() + timeout.toNanos();
    while (!runs()) {
      if (System.nanoTime() > end || !started.get(0).isAlive()) {
        throw new AssertionError("the job does not run:\n" + lastWords());
      }
      Thread.sleep(200);
    }
  }

  private boolean runs() throws InterruptedException {
    try {
      URI jobs = URI.create("http://127.0.0.1:" + restPort + "/jobs/overview");
      String answer =
          http.send(HttpRequest.newBuilder(jobs).build(), HttpResponse.BodyHandlers.ofString())
              .body();
      JsonNode job = JSON.readTree(answer).at("/jobs/0");
      int total = job.at("/tasks/total").asInt(-1);
      return job.path("state").asText().equals("RUNNING")
          && total > 0
          && job.at("/tasks/running").asInt() == total;
    } catch (IOException e) {
      return false;
    }
  }

  private String lastWords() throws IOException {
    StringBuilder words = new StringBuilder();
    for (String name : List.of("job-manager.out", "task-manager.out")) {
      Path file = home.resolve(name);
      if (Files.exists(file)) {
        List<String> lines = Files.readAllLines(file);
        lines
            .subList(Math.max(0, lines.size() - 60), lines.size())
            .forEach(line -> words.append(line).append('\n'));
      }
    }
    return words.toString();
  }

  @Override
  public void close() {
    started.forEach(Process::destroyForcibly);
    started.forEach(process -> process.onExit().join());
  }
}
