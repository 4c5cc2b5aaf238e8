/** JMH benchmarks of the hot operations. */
@NullMarked
package dev.cairn.benchmarks;

import org.jspecify.annotations.NullMarked;
