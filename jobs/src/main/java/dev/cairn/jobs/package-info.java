/** The jobs and the {@code cairn} command line. */
@NullMarked
package dev.cairn.jobs;

import org.jspecify.annotations.NullMarked;
