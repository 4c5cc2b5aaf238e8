/** CartPole-v1: dynamics, picture, and a worker that plays it and records what happens. */
@NullMarked
package dev.cairn.examples.cartpole;

import org.jspecify.annotations.NullMarked;
