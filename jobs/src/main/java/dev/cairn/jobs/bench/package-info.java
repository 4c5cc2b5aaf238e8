/** End-to-end load on the whole service in one JVM, with raw Kafka beside it. */
@NullMarked
package dev.cairn.jobs.bench;

import org.jspecify.annotations.NullMarked;
