/** The demo: an agent that learns CartPole through the whole system. */
@NullMarked
package dev.cairn.jobs.demo;

import org.jspecify.annotations.NullMarked;
