/** What a memory keeps of rare successes: a recorded stream, and learning online. */
@NullMarked
package dev.cairn.jobs.retention;

import org.jspecify.annotations.NullMarked;
