/** Removers: which item of the last tier leaves the memory, and when. */
@NullMarked
package dev.cairn.replay.remover;

import org.jspecify.annotations.NullMarked;
