@NullMarked
package dev.cairn.examples.dqn;

import org.jspecify.annotations.NullMarked;
