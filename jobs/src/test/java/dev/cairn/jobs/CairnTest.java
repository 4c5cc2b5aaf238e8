package dev.cairn.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.jobs.start.DiskSpace;
import dev.cairn.jobs.start.StartException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CairnTest {

  @TempDir private Path directory;

  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    CommandLine command = Cairn.commandLine();
    command.setErr(new PrintWriter(err, true));
    return command.execute(args);
  }

  private List<String> lines() {
    return err.toString().lines().toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          demo --bogus | cairn: Unknown option: '--bogus' (see cairn demo --help)
          demo --seed one | cairn: Invalid value for option '--seed': 'one' is not a long (see cairn demo --help)
          demo --replay x | cairn: Invalid value for option '--replay': must be uniform, prioritized or tiered: x (see cairn demo --help)
          demo --env-steps 0 | cairn: --env-steps must be at least 1: --env-steps=0 (see cairn demo --help)
          demo --port 70000 | cairn: --port must be 0 to 65535: --port=70000 (see cairn demo --help)
          demo --kill-task-manager-at 1 | cairn: --kill-task-manager-at must be above 0 and below 1: --kill-task-manager-at=1.0 (see cairn demo --help)
          topics | cairn: a command is missing: create or check (see cairn topics --help)
          cluster | cairn: a command is missing: start, status, stop, kill, pause or resume (see cairn cluster --help)
          play | cairn: Missing required parameter: 'DIR' (see cairn play --help)
          audit | cairn: Missing required parameter: 'SAVEPOINT' (see cairn audit --help)
          inspect --export parquet | cairn: --export needs --from, as payload is not published: --export=parquet (see cairn inspect --help)
          inspect --table x | cairn: --table must be one of [cartpole]: --table=x (see cairn inspect --help)
          """)
  void execute_wrongUsage_isOneLineAndExitCode2(String args, String message) {
    assertThat(run(args.split(" "))).isEqualTo(2);
    assertThat(lines()).containsExactly(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          demo --config /no/such.yaml | cairn: the configuration file does not exist: file=/no/such.yaml
          play /no/such | cairn: there is no policy: file=/no/such/policy.avro (name the folder of a finished cairn demo)
          inspect | cairn: a broker is needed: kafka.bootstrap.servers=(missing) (set it in the file or with --bootstrap-servers HOST:PORT)
          job --from-savepoint /no/such | cairn: a checkpoint or savepoint has a file _metadata: directory=/no/such (name the directory chk-N or savepoint-... itself)
          inspect --from /no/such | cairn: a checkpoint or savepoint has a file _metadata: directory=/no/such (name the directory chk-N or savepoint-... itself)
          cluster status --dir /no/such | cairn: no cluster was started here: --dir=/no/such (run cairn cluster start)
          cluster start --dir target/none --brokers 2 | cairn: --brokers must be 1 or 3: 2
          cluster start --dir target/none --task-manager-memory much | cairn: must be a size such as 512m or 2g: --task-manager-memory=much
          cluster start --dir target/none --parallelism 3 | cairn: --parallelism must be 0 (all) to the number of slots, 2: 3
          worker | cairn: a broker is needed: kafka.bootstrap.servers=(missing) (set it in the file or with --bootstrap-servers HOST:PORT)
          learner | cairn: a broker is needed: kafka.bootstrap.servers=(missing) (set it in the file or with --bootstrap-servers HOST:PORT)
          topics check | cairn: a broker is needed: kafka.bootstrap.servers=(missing) (set it in the file or with --bootstrap-servers HOST:PORT)
          topics create --bootstrap-servers x | cairn: no Kafka client can be made: kafka.bootstrap.servers=x (Invalid url in bootstrap.servers: x)
          """)
  void execute_whatCannotStart_isOneLineAndExitCode1(String args, String message) {
    assertThat(run(args.split(" "))).isEqualTo(1);
    assertThat(lines()).containsExactly(message);
  }

  @Test
  void demo_wrongConfiguration_isOneLineAMistake() throws Exception {
    Path file = Files.writeString(directory.resolve("c.yaml"), "tables: {t: {shards: 0}}\n");

    assertThat(run("demo", "--config", file.toString())).isEqualTo(1);

    assertThat(lines())
        .hasSizeGreaterThan(2)
        .contains("cairn: " + file + ": must be a whole number from 1 to 32768: tables.t.shards=0")
        .allMatch(line -> line.startsWith("cairn: " + file + ": "));
  }

  @Test
  void demo_tableOfOtherColumns_isRefused() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("c.yaml"),
            "tables: {t: {capacity: {items: 9, bytes: 9 KiB}, columns: {rewards: {dtype: float32}}}}");

    assertThat(run("demo", "--config", file.toString())).isEqualTo(1);

    assertThat(lines())
        .containsExactly(
            "cairn: the demo's table must have the columns of CartPole, obs (float32, shape [4],"
                + " observation), actions (int64) and rewards (float32):"
                + " tables.t.columns=[rewards]");
  }

  @Test
  void require_moreThanTheDiskHas_isOneLine() {
    assertThatThrownBy(() -> DiskSpace.require(directory, Long.MAX_VALUE))
        .isInstanceOf(StartException.class)
        .hasMessageStartingWith("not enough disk space: directory=" + directory + " free_mib=")
        .hasMessageEndingWith("(make room or choose another directory)");
  }

  @Test
  void demo_portInUse_isOneLineAndLeavesNoState() throws Exception {
    Path out = directory.resolve("run");
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(socket.getLocalPort());

      assertThat(run("demo", "--out", out.toString(), "--port", port)).isEqualTo(1);

      assertThat(lines())
          .containsExactly(
              "cairn: the port is in use: --port="
                  + port
                  + " (stop what listens there, choose another, or 0 for any free one)");
    }
    assertThat(out.resolve("kafka")).doesNotExist();
  }

  @Test
  void demo_folderOfAnEarlierRun_isRefused() throws Exception {
    Files.createFile(directory.resolve("summary.json"));

    assertThat(run("demo", "--out", directory.toString())).isEqualTo(1);

    assertThat(lines())
        .containsExactly("cairn: the folder holds a run already: --out=" + directory);
  }
}
