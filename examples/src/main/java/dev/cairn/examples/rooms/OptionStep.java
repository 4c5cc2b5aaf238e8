package dev.cairn.examples.rooms;

import dev.cairn.examples.Step;

/**
 * A step of an agent of two levels.
 *
 * @param execution number of the option's execution in its stream, >= 0
 * @param choice what the upper level chose, see {@link HallwayOption#at}
 * @param option number of the option that acts
 * @param action what the lower level did
 * @param step what it led to
 * @param reached the step ended at the option's target
 * @param optionEnded the option does not go on in this cell, reached or not
 */
public record OptionStep(
    long execution,
    int choice,
    int option,
    int action,
    Step step,
    boolean reached,
    boolean optionEnded) {}
