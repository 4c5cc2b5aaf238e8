package dev.cairn.examples;

import dev.cairn.client.Row;
import dev.cairn.client.TrajectoryWriter;

/**
 * Records through a {@link TrajectoryWriter}: {@code obs} float32 [n], {@code actions} int64,
 * {@code rewards} float32, without priorities of its own, so that new items take the table's
 * largest.
 */
public final class StreamRecorder implements EpisodeRecorder {

  private final TrajectoryWriter writer;
  private final Row observation = new Row();
  private final Row columns = new Row();

  /**
   * @param writer of one stream, used by this recorder alone; not closed by it
   */
  public StreamRecorder(TrajectoryWriter writer) {
    this.writer = writer;
  }

  @Override
  public void begin(float[] first) throws InterruptedException {
    writer.begin(observation.floats("obs", first));
  }

  @Override
  public void record(int action, Step step) throws InterruptedException {
    columns.scalar("actions", (long) action).scalar("rewards", step.reward());
    observation.floats("obs", step.observation());
    writer.append(columns, observation, step.terminated(), step.truncated());
  }

  @Override
  public void policyVersion(long version) throws InterruptedException {
    writer.policyVersion(version);
  }
}
