/** What keeps a command from starting, said in one line. */
@NullMarked
package dev.cairn.jobs.start;

import org.jspecify.annotations.NullMarked;
