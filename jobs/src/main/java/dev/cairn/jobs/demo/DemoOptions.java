package dev.cairn.jobs.demo;

import dev.cairn.jobs.config.Replay;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a new run is asked to do.
 *
 * @param seed of environments, networks and draws
 * @param config configuration file; null for the demo's own
 * @param envSteps limit of environment steps, at least 1
 * @param replay how the memory draws; null for what the configuration says
 * @param keep whether Kafka's log and the checkpoints stay
 * @param port of Flink's web page; 0 for any
 * @param killAt fraction of {@code envSteps} at which a TaskManager is killed, in (0, 1); null for
 *     never
 * @param out folder for what it leaves; null for a new one under {@code runs/}
 */
public record DemoOptions(
    long seed,
    @Nullable Path config,
    long envSteps,
    @Nullable Replay replay,
    boolean keep,
    int port,
    @Nullable Double killAt,
    @Nullable Path out) {}
