package dev.cairn.jobs.rooms;

import dev.cairn.examples.rooms.GreedyPaths;

/** An agent that learns four rooms on the service. Used by one thread. */
interface Agent extends AutoCloseable {

  /** What it is called in tables and pictures. */
  String name();

  /** Its players and learners. */
  AgentThreads threads();

  /** How well the parameters published last find the goal. */
  GreedyPaths paths();

  @Override
  void close() throws InterruptedException;
}
