/** What every example shares: the environment, who plays in it, and who takes it down. */
@NullMarked
package dev.cairn.examples;

import org.jspecify.annotations.NullMarked;
