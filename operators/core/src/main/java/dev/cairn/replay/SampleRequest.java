package dev.cairn.replay;

/**
 * A request for one minibatch from this shard.
 *
 * @param learner who asks; with {@code request} it identifies the request
 * @param request request id; one already answered in this attempt is not answered again
 * @param items B, at least 1
 * @param q probability with which the reader chose this shard, in (0, 1]
 * @param mailbox partition to answer on
 * @param deadlineMs after this time the request is dropped, ms since the epoch
 * @param peek draw without changing counters or limiter
 */
public record SampleRequest(
    String learner,
    long request,
    int items,
    double q,
    int mailbox,
    long deadlineMs,
    boolean peek) {}
