package dev.cairn.replay.trajectory;

/** Makes identities of items from positions in the input. */
@FunctionalInterface
public interface ItemIdentity {

  /**
   * Id of the item that starts at a row of a record.
   *
   * @param origin hash of the record's position
   * @param row first row of the item in the record, at least 0
   */
  long id(long origin, int row);
}
