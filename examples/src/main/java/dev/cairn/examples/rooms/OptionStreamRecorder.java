package dev.cairn.examples.rooms;

import dev.cairn.client.Row;
import dev.cairn.client.TrajectoryWriter;
import dev.cairn.schema.DType;

/**
 * Records through a {@link TrajectoryWriter}, for the tables of both levels: {@code obs} float32
 * [n], {@code actions} int64, {@code rewards} float32, {@code option_id} int64 (the execution, by
 * which the service cuts the upper level's items), {@code choices} int64 (the upper level's
 * action), {@code options} int64, {@code subgoal_rewards} float32 (1 at the option's target) and
 * {@code option_ends} bool.
 */
public final class OptionStreamRecorder implements OptionRecorder {

  private final TrajectoryWriter writer;
  private final Row observation = new Row();
  private final Row columns = new Row();

  /**
   * @param writer of one stream, used by this recorder alone; not closed by it
   */
  public OptionStreamRecorder(TrajectoryWriter writer) {
    this.writer = writer;
  }

  @Override
  public void begin(float[] first) throws InterruptedException {
    writer.begin(observation.floats("obs", first));
  }

  @Override
  public void record(OptionStep taken) throws InterruptedException {
    columns
        .scalar("actions", (long) taken.action())
        .scalar("rewards", taken.step().reward())
        .scalar("option_id", taken.execution())
        .scalar("choices", (long) taken.choice())
        .scalar("options", (long) taken.option())
        .scalar("subgoal_rewards", taken.reached() ? 1f : 0f)
        .bytes("option_ends", DType.bool, new byte[] {(byte) (taken.optionEnded() ? 1 : 0)});
    observation.floats("obs", taken.step().observation());
    writer.append(columns, observation, taken.step().terminated(), taken.step().truncated());
  }

  @Override
  public void policyVersion(long version) throws InterruptedException {
    writer.policyVersion(version);
  }
}
