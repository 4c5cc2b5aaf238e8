/** A cluster of separate processes on this machine: ZooKeeper, Kafka and Flink with the job. */
@NullMarked
package dev.cairn.jobs.cluster;

import org.jspecify.annotations.NullMarked;
