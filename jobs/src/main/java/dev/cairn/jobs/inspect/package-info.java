/** What is in the memory: from a job that runs, or from a checkpoint. */
@NullMarked
package dev.cairn.jobs.inspect;

import org.jspecify.annotations.NullMarked;
