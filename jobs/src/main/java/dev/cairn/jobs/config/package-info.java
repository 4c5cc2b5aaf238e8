/** The configuration file: read, checked, and turned into what the pipeline is built from. */
@NullMarked
package dev.cairn.jobs.config;

import org.jspecify.annotations.NullMarked;
