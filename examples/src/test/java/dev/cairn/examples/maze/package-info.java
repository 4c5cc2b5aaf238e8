@org.jspecify.annotations.NullMarked
package dev.cairn.examples.maze;
