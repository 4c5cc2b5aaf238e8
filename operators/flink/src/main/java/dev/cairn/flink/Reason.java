package dev.cairn.flink;

import java.util.Locale;

/** Why a record became a dead letter: what is counted by. */
enum Reason {
  UNDECODABLE,
  UNKNOWN_FINGERPRINT,
  WRONG_SPACE,
  UNKNOWN_TABLE,
  WRONG_COLUMNS,
  WRONG_SHAPE,
  NOT_FINITE,
  TOO_LARGE,
  OUT_OF_RANGE,
  TOO_LATE,
  UNSUPPORTED;

  /** As it stands in the record. */
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The reason of that name on the wire. */
  static Reason ofWireName(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
