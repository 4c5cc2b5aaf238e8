/** Changes of a running job: publishing them, and waiting for its shards to acknowledge them. */
@NullMarked
package dev.cairn.jobs.control;

import org.jspecify.annotations.NullMarked;
