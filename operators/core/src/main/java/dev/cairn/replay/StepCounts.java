package dev.cairn.replay;

/**
 * What the assembly of one chunk adds to the step ledger: received = assembled + pending + dropped
 * + duplicates + rejected.
 *
 * @param stream 64-bit hash of the stream's name, to count active writers by
 * @param received steps that came
 * @param assembled steps that became part of items
 * @param pending change of the number of steps held back; may be negative
 * @param dropped steps dropped by a stated rule
 * @param duplicates steps seen before
 * @param rejected steps of chunks that do not fit the table
 */
public record StepCounts(
    long stream,
    long received,
    long assembled,
    long pending,
    long dropped,
    long duplicates,
    long rejected) {}
