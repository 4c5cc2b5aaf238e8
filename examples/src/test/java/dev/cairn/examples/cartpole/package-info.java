@NullMarked
package dev.cairn.examples.cartpole;

import org.jspecify.annotations.NullMarked;
