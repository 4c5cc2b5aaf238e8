/** What can be done to a cluster: each fault a small class behind {@link Fault}. */
@NullMarked
package dev.cairn.jobs.chaos.fault;

import org.jspecify.annotations.NullMarked;
