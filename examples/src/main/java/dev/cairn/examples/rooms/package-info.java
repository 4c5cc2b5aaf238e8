/** Four rooms, played by an agent of two levels, options to hallways, and by a flat one. */
@NullMarked
package dev.cairn.examples.rooms;

import org.jspecify.annotations.NullMarked;
