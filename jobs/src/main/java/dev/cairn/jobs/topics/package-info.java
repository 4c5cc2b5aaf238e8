/** The Kafka topics that a configuration needs: made and checked. */
@NullMarked
package dev.cairn.jobs.topics;

import org.jspecify.annotations.NullMarked;
