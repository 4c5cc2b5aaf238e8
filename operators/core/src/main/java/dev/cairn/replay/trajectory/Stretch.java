package dev.cairn.replay.trajectory;

/**
 * What has to be known of the steps of a stream that wait: steps of one episode that came without a
 * gap, in chunks with consecutive numbers. Indices are of steps in the episode.
 *
 * @param format fingerprint of what the chunks and the cuts depend on
 * @param incarnation the writer's incarnation
 * @param episode episode id
 * @param first first step that came; 0 unless the episode was interrupted before
 * @param next where the next item starts
 * @param looked first step that was not yet looked at for items
 * @param decided first step of which it is open whether it becomes part of an item
 * @param end after the last step
 * @param firstChunk number of the first chunk that waits
 * @param lastChunk number of the last chunk that came; less than {@code firstChunk} when none waits
 * @param bytes of the chunks that wait, with a constant for each
 * @param earned sum of the rewards of the episode's steps before {@code decided}, which nothing
 *     changes any more; NaN where it is not known
 */
public record Stretch(
    long format,
    long incarnation,
    long episode,
    long first,
    long next,
    long looked,
    long decided,
    long end,
    long firstChunk,
    long lastChunk,
    long bytes,
    double earned) {

  /** Steps that are neither part of an item nor dropped. */
  public long pending() {
    return end - decided;
  }

  boolean continuedBy(long incarnation, long episode, HeldChunk chunk) {
    return incarnation == this.incarnation
        && episode == this.episode
        && chunk.firstStep() == end
        && chunk.number() == lastChunk + 1;
  }
}
