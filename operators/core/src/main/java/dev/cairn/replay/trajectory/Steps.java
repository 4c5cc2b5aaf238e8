package dev.cairn.replay.trajectory;

/** What cutters see of a stretch. Indices are of steps in the episode. */
interface Steps {

  /** First step that came, without a gap from there. */
  long first();

  /** First step that was not yet looked at; those before it complete no item by themselves. */
  long looked();

  /** After the last step. */
  long end();

  /** Id of the item that starts at a step. */
  long id(long step);

  /** Value of the column {@code option_id} in a step. */
  long option(long step);
}
