package dev.cairn.flink;

/**
 * Uids and names of every operator of the pipeline. A released uid is never changed: state is found
 * by it.
 */
final class OperatorIds {

  static final String TRANSITIONS = "transitions";
  static final String FEEDBACK = "feedback";
  static final String STATS = "stats";
  static final String CONTROL = "control";
  static final String DECODE_TRANSITIONS = "decode-transitions";
  static final String DECODE_FEEDBACK = "decode-feedback";
  static final String DECODE_STATS = "decode-stats";
  static final String DECODE_CONTROL = "decode-control";
  static final String ASSEMBLE = "assemble";
  static final String REPLAY = "replay";
  static final String MINIBATCHES_SINK = "minibatches-sink";
  static final String STATS_SINK = "stats-sink";
  static final String DEAD_LETTERS_SINK = "dead-letters-sink";

  private OperatorIds() {}
}
