package dev.cairn.jobs.config;

import dev.cairn.replay.TableSpec;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Settings of the demo.
 *
 * @param table the table it plays with
 * @param workers number of environments, at least 1
 * @param evaluateEvery environment steps between evaluations
 * @param batch items of a minibatch, at most the table's max_batch
 * @param learningRate step size of Adam
 * @param beta exponent of the importance weights at the start, in [0, 1]
 * @param betaSteps learner updates until the exponent is 1
 * @param gamma discount, in (0, 1)
 * @param targetEvery updates between copies to the target network
 * @param publishEvery updates between publications of parameters
 * @param epsilonEnd smallest probability of a random action
 * @param epsilonSteps environment steps until then
 * @param stepsPerSecond environment steps a second of each worker, at most; 0 for no limit but the
 *     table's
 */
public record DemoSettings(
    String table,
    int workers,
    int evaluateEvery,
    int batch,
    double learningRate,
    double beta,
    int betaSteps,
    double gamma,
    int targetEvery,
    int publishEvery,
    double epsilonEnd,
    int epsilonSteps,
    int stepsPerSecond) {

  static DemoSettings read(Section section, List<TableSpec> tables, Set<String> names) {
    String first = names.isEmpty() ? "" : names.iterator().next();
    String table = section.text("table", first, Pattern.compile(".*"), "a name");
    int maxBatch =
        tables.stream()
            .filter(t -> t.name().equals(table))
            .mapToInt(TableSpec::maxBatch)
            .findFirst()
            .orElse(Integer.MAX_VALUE);
    if (!names.isEmpty() && !names.contains(table)) {
      section.problem("must be a table of this file", "table", table);
    }
    DemoSettings settings =
        new DemoSettings(
            table,
            section.count("workers", 4, 1, 256),
            section.count("evaluate_every", 2_000, 100, 10_000_000),
            section.count("batch", Math.min(64, maxBatch), 1, maxBatch),
            section.number("learning_rate", 2.3e-3, 0, 1, true),
            section.number("beta", 0.4, 0, 1, false),
            section.count("beta_steps", 30_000, 1, Integer.MAX_VALUE),
            section.number("gamma", 0.99, 0, 1, true),
            section.count("target_every", 128, 1, Integer.MAX_VALUE),
            section.count("publish_every", 8, 1, 1_000_000),
            section.number("epsilon_end", 0.04, 0, 1, false),
            section.count("epsilon_steps", 8_000, 1, Integer.MAX_VALUE),
            section.count("steps_per_second", 0, 0, 1_000_000));
    section.end();
    return settings;
  }
}
