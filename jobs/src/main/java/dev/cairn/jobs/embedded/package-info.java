/** A Kafka broker and a Flink cluster inside this JVM. */
@NullMarked
package dev.cairn.jobs.embedded;

import org.jspecify.annotations.NullMarked;
