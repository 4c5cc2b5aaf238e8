package dev.cairn.examples.cartpole;

import dev.cairn.examples.Environment;
import dev.cairn.examples.Step;
import java.util.SplittableRandom;

/**
 * CartPole-v1 with the exact dynamics of Gymnasium 1.x ({@code
 * gymnasium/envs/classic_control/cartpole.py}): explicit Euler at 0.02 s in doubles, observations
 * rounded to floats, reward 1 a step, truncated after 500 steps.
 *
 * <p>Observation: position of the cart (m), its velocity (m/s), angle of the pole (rad, 0 upright,
 * positive to the right), its angular velocity (rad/s). Actions: 0 pushes left, 1 pushes right.
 * Terminal beyond 2.4 m or 12 degrees. A start is uniform in ±0.05 in each coordinate; the
 * generator is not numpy's, so that the same seed gives another start there.
 *
 * <p>Not thread-safe. A step costs well under a microsecond.
 */
public final class CartPole implements Environment {

  /** Steps after which an episode is truncated. */
  public static final int MAX_STEPS = 500;

  /** Distance from the centre, in metres, beyond which an episode terminates. */
  public static final double MAX_POSITION = 2.4;

  /** Angle, in radians, beyond which an episode terminates: 12 degrees. */
  public static final double MAX_ANGLE = 12 * 2 * Math.PI / 360;

  private static final double GRAVITY = 9.8;
  private static final double POLE_MASS = 0.1;
  private static final double TOTAL_MASS = POLE_MASS + 1.0;
  private static final double HALF_LENGTH = 0.5;
  private static final double POLE_MASS_LENGTH = POLE_MASS * HALF_LENGTH;
  private static final double FORCE = 10.0;
  private static final double TAU = 0.02;
  private static final double START = 0.05;

  private double position;
  private double velocity;
  private double angle;
  private double angularVelocity;
  private int steps;
  private boolean running;

  @Override
  public int observationSize() {
    return 4;
  }

  @Override
  public int actions() {
    return 2;
  }

  @Override
  public float[] reset(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return resetTo(
        random.nextDouble(-START, START),
        random.nextDouble(-START, START),
        random.nextDouble(-START, START),
        random.nextDouble(-START, START));
  }

  /** Starts an episode in a given state. */
  float[] resetTo(double position, double velocity, double angle, double angularVelocity) {
    this.position = position;
    this.velocity = velocity;
    this.angle = angle;
    this.angularVelocity = angularVelocity;
    steps = 0;
    running = true;
    return observation();
  }

  @Override
  public Step step(int action) {
    if (action != 0 && action != 1) {
      throw new IllegalArgumentException("action must be 0 or 1: action=" + action);
    }
    if (!running) {
      throw new IllegalStateException("no episode is going on: call reset first");
    }
    advance(action == 1 ? FORCE : -FORCE);
    steps++;
    boolean terminated =
        position < -MAX_POSITION
            || position > MAX_POSITION
            || angle < -MAX_ANGLE
            || angle > MAX_ANGLE;
    // Gymnasium's TimeLimit sets truncated at the limit whether or not the state is terminal.
    boolean truncated = steps >= MAX_STEPS;
    running = !terminated && !truncated;
    return new Step(observation(), 1.0f, terminated, truncated);
  }

  // The order of operations is Gymnasium's: another one drifts apart over an episode, because an
  // upright pole is unstable.
  private void advance(double force) {
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    double temp =
        (force + POLE_MASS_LENGTH * (angularVelocity * angularVelocity) * sin) / TOTAL_MASS;
    double angularAcceleration =
        (GRAVITY * sin - cos * temp)
            / (HALF_LENGTH * (4.0 / 3.0 - POLE_MASS * (cos * cos) / TOTAL_MASS));
    double acceleration = temp - POLE_MASS_LENGTH * angularAcceleration * cos / TOTAL_MASS;
    position += TAU * velocity;
    velocity += TAU * acceleration;
    angle += TAU * angularVelocity;
    angularVelocity += TAU * angularAcceleration;
  }

  private float[] observation() {
    return new float[] {(float) position, (float) velocity, (float) angle, (float) angularVelocity};
  }
}
