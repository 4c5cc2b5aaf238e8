/**
 * The replay memory: tables of items in tiers, sampled by priority. Plain Java without Flink, Kafka
 * or Avro; time and randomness are arguments.
 */
@NullMarked
package dev.cairn.replay;

import org.jspecify.annotations.NullMarked;
