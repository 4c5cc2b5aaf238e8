/** The replay job as one jar on a Flink of its own. */
@NullMarked
package dev.cairn.jobs.jar;

import org.jspecify.annotations.NullMarked;
