/** Double DQN: the learner with PyTorch, its policy in plain Java, and its evaluation. */
@NullMarked
package dev.cairn.examples.dqn;

import org.jspecify.annotations.NullMarked;
