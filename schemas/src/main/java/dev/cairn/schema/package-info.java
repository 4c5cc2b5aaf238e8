/** Records of every topic, their encoding, and the names of the topics. */
@NullMarked
package dev.cairn.schema;

import org.jspecify.annotations.NullMarked;
