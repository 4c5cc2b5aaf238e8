package dev.cairn.jobs.cli;

import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.config.ConfigFile;
import dev.cairn.jobs.start.StartException;
import dev.cairn.jobs.topics.TopicAdmin;
import dev.cairn.jobs.topics.TopicPlan;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cairn topics create|check}. */
@Command(
    name = "topics",
    description = "Makes or checks the Kafka topics of a configuration.",
    mixinStandardHelpOptions = true)
public final class TopicsCommand implements Runnable {

  @CommandLine.Spec
  @SuppressWarnings("NullAway.Init")
  private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "a command is missing: create or check");
  }

  @Command(
      name = "create",
      description = "Makes the topics that do not exist yet.",
      mixinStandardHelpOptions = true)
  int create(@CommandLine.Mixin Connection connection) {
    CairnConfig config = connection.config();
    try (TopicAdmin admin = new TopicAdmin(config.kafka())) {
      List<TopicPlan> plans = TopicPlan.of(config);
      List<String> made = admin.create(plans);
      for (TopicPlan plan : plans) {
        String state = made.contains(plan.name()) ? "created " : "exists  ";
        System.out.println(
            state + plan.name() + " partitions=" + plan.partitions() + " " + plan.settings());
      }
      return report(admin.deviations(plans));
    }
  }

  @Command(
      name = "check",
      description = "Prints how the topics differ from the configuration; exit code 1 if they do.",
      mixinStandardHelpOptions = true)
  int check(
      @CommandLine.Mixin Connection connection,
      @Option(
              names = "--rights",
              description = "Also prints what the service has to do and this user may not.")
          boolean rights) {
    CairnConfig config = connection.config();
    try (TopicAdmin admin = new TopicAdmin(config.kafka())) {
      List<TopicPlan> plans = TopicPlan.of(config);
      int code = report(rights ? admin.problems(config) : admin.deviations(plans));
      if (code == 0) {
        System.out.println("all " + plans.size() + " topics are as the configuration needs them");
      }
      return code;
    }
  }

  private static int report(List<String> deviations) {
    deviations.forEach(line -> System.err.println("cairn: " + line));
    return deviations.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  /** Options that say which configuration and which broker. */
  static final class Connection {

    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "Configuration file (default: the demo's).")
    private @Nullable Path file;

    @Option(
        names = "--bootstrap-servers",
        paramLabel = "HOST:PORT",
        description = "Kafka broker; overrides kafka.bootstrap.servers of the file.")
    private @Nullable String servers;

    CairnConfig config() {
      CairnConfig config = ConfigFile.load(file, null);
      return servers == null ? config : config.withBootstrapServers(servers);
    }

    /**
     * The configuration of a client of the memory.
     *
     * @throws StartException when it names no broker
     */
    CairnConfig configWithBroker() {
      CairnConfig config = config();
      if (config.kafka().getOrDefault("bootstrap.servers", "").isBlank()) {
        throw new StartException(
            "a broker is needed: kafka.bootstrap.servers=(missing) (set it in the file or with"
                + " --bootstrap-servers HOST:PORT)");
      }
      return config;
    }
  }
}
