/** What a user can add to the memory, named in the configuration by its class. */
@NullMarked
package dev.cairn.examples.own;

import org.jspecify.annotations.NullMarked;
