/** Flink operators, state, serializers, sources and sinks around the replay memory. */
@NullMarked
package dev.cairn.flink;

import org.jspecify.annotations.NullMarked;
