/** 16-ary trees over numbered leaves: sums to draw from, minima to find victims. */
@NullMarked
package dev.cairn.replay.tree;

import org.jspecify.annotations.NullMarked;
