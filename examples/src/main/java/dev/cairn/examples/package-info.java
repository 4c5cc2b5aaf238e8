/** What every example shares: the environment as an agent sees it. */
@NullMarked
package dev.cairn.examples;

import org.jspecify.annotations.NullMarked;
