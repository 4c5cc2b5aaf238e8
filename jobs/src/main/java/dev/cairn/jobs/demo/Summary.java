package dev.cairn.jobs.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The result of a run, as {@code summary.json} holds it.
 *
 * @param solved whether an evaluation and its confirmation reached the goal; with a kill, also
 *     after it
 * @param envSteps environment steps when the solving parameters were published; all that were taken
 *     when it was not solved
 * @param wallSeconds from the first worker's start to the end of the run
 * @param replay uniform, prioritized or tiered
 * @param seed seed of the run
 * @param samplesPerInsert items sampled for each item inserted
 * @param ledgers what became of steps, items and updates
 * @param feedbackMsP50 median over the run of the time from feedback sent to applied, ms
 * @param feedbackMsP99 the same of its 99 % quantile
 * @param effectiveSampleSize mean over the run, in (0, 1]
 * @param balanced whether every ledger balances, to the last acknowledged step
 * @param acknowledgedSteps steps that Kafka acknowledged to the writers
 * @param takenSteps all environment steps that were taken
 * @param killedAtSteps environment steps when the TaskManager was killed; null when it was not
 * @param resumed how often the run was resumed; its time and figures are those since the last
 * @param out the folder
 */
public record Summary(
    boolean solved,
    long envSteps,
    double wallSeconds,
    String replay,
    long seed,
    double samplesPerInsert,
    Ledgers ledgers,
    double feedbackMsP50,
    double feedbackMsP99,
    double effectiveSampleSize,
    boolean balanced,
    long acknowledgedSteps,
    long takenSteps,
    @Nullable Long killedAtSteps,
    int resumed,
    Path out) {

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Writes the JSON file. */
  public void write(Path file) throws IOException {
    MAPPER.writeValue(file.toFile(), json());
  }

  ObjectNode json() {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("solved", solved);
    root.put("env_steps", envSteps);
    root.put("wall_seconds", round(wallSeconds));
    root.put("replay", replay);
    root.put("seed", seed);
    root.put("samples_per_insert", round(samplesPerInsert));
    ObjectNode steps = root.putObject("steps");
    steps.put("received", ledgers.steps().received());
    steps.put("assembled", ledgers.steps().assembled());
    steps.put("pending", ledgers.steps().pending());
    steps.put("dropped", ledgers.steps().dropped());
    steps.put("duplicates", ledgers.steps().duplicates());
    steps.put("rejected", ledgers.steps().rejected());
    ObjectNode items = root.putObject("items");
    items.put("created", ledgers.items().created());
    items.put("live", ledgers.items().live());
    items.put("evicted", ledgers.items().evicted());
    items.put("sampled", ledgers.items().sampled());
    items.put("promoted", ledgers.items().promoted());
    items.put("demoted", ledgers.items().demoted());
    items.put("promotion_refused", ledgers.items().promotionRefused());
    ObjectNode updates = root.putObject("updates");
    updates.put("received", ledgers.updates().received());
    updates.put("applied", ledgers.updates().applied());
    updates.put("stale", ledgers.updates().stale());
    updates.put("early", ledgers.updates().early());
    updates.put("out_of_order", ledgers.updates().outOfOrder());
    updates.put("invalid", ledgers.updates().invalid());
    ObjectNode feedback = root.putObject("feedback_ms");
    number(feedback, "p50", feedbackMsP50);
    number(feedback, "p99", feedbackMsP99);
    number(root, "effective_sample_size", effectiveSampleSize);
    root.put("out", out.toString());
    root.put("balanced", balanced);
    root.put("acknowledged_steps", acknowledgedSteps);
    root.put("taken_steps", takenSteps);
    if (killedAtSteps != null) {
      root.put("killed_at_steps", killedAtSteps.longValue());
    }
    if (resumed > 0) {
      root.put("resumed", resumed);
    }
    return root;
  }

  /** JSON has no NaN. */
  private static void number(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, round(value));
    } else {
      node.putNull(name);
    }
  }

  private static double round(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
