/** Four rooms: an agent of two levels and a flat one, side by side on the whole service. */
@NullMarked
package dev.cairn.jobs.rooms;

import org.jspecify.annotations.NullMarked;
