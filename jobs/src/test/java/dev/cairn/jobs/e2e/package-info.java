/** The whole service, from Kafka to Kafka, in one JVM. */
@NullMarked
package dev.cairn.jobs.e2e;

import org.jspecify.annotations.NullMarked;
