package dev.cairn.replay;

/**
 * What a shard knows of one item.
 *
 * @param slot its slot
 * @param id its identity
 * @param tier its tier, 0 being the most important
 * @param priority abs(TD error) or priority held
 * @param importance r in [0, 1]; NaN while the item has no score
 * @param weight its weight in the draws of its tier
 * @param timesSampled how often it was drawn, at most 65,535
 * @param insertedMs when it was inserted, ms since the epoch
 * @param policyVersion version of the policy that acted; -1 when unknown
 */
public record ItemView(
    int slot,
    long id,
    int tier,
    float priority,
    double importance,
    double weight,
    int timesSampled,
    long insertedMs,
    long policyVersion) {}
