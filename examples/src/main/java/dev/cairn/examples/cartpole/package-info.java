/** CartPole-v1: dynamics and picture. */
@NullMarked
package dev.cairn.examples.cartpole;

import org.jspecify.annotations.NullMarked;
