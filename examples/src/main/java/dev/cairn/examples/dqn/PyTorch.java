package dev.cairn.examples.dqn;

import ai.djl.engine.Engine;

/**
 * The one PyTorch engine of the JVM, started with what DJL must be told before: no network, and one
 * thread, because with as many threads as cores that are busy otherwise it collapses. Whoever sets
 * these system properties decides for himself.
 */
final class PyTorch {

  private static final Engine ENGINE = start();

  private PyTorch() {}

  /** The engine; the first call loads the native library. */
  static Engine engine() {
    return ENGINE;
  }

  private static Engine start() {
    setDefault("ai.djl.offline", "true");
    setDefault("ai.djl.pytorch.num_threads", "1");
    setDefault("ai.djl.pytorch.num_interop_threads", "1");
    return Engine.getEngine("PyTorch");
  }

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
