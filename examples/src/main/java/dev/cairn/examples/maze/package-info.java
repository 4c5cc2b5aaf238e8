/** A maze with one reward at its end. */
@NullMarked
package dev.cairn.examples.maze;

import org.jspecify.annotations.NullMarked;
