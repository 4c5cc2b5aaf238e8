/** Trajectory writers and minibatch readers on plain Kafka clients; nothing of Flink. */
@NullMarked
package dev.cairn.client;

import org.jspecify.annotations.NullMarked;
