package dev.cairn.replay.trajectory;

import dev.cairn.replay.AssemblySpec;
import dev.cairn.replay.Signature;
import java.util.Arrays;

/**
 * Consecutive steps of one chunk that wait, or what is left of them. The arrays must not be
 * changed.
 *
 * @param number number of the chunk
 * @param origin hash of the position of its record, from which ids are made
 * @param originStep index in the episode of the record's first step
 * @param firstStep index in the episode of the first step that is left, at least {@code originStep}
 * @param steps T, steps that are left, at least 1
 * @param policyVersion learner step published with the parameters that acted; -1 when unknown
 * @param payload raw columns in the order of the signature, each with T rows, or T+1 for an
 *     observation; then the compressed ones
 * @param initial initial value of each step, [T], NaN where the worker gave none
 */
@SuppressWarnings("ArrayRecordComponent")
public record HeldChunk(
    long number,
    long origin,
    long originStep,
    long firstStep,
    int steps,
    long policyVersion,
    byte[] payload,
    float[] initial) {

  /** Index in the episode after the last step. */
  public long end() {
    return firstStep + steps;
  }

  long bytes() {
    return AssemblySpec.CHUNK_BYTES + payload.length;
  }

  /** Bytes without the steps before {@code from}. */
  long bytesFrom(long from, Signature signature) {
    if (from <= firstStep || signature.compressed()) {
      return from(from, signature).bytes();
    }
    return AssemblySpec.CHUNK_BYTES + signature.payloadBytes((int) (end() - from));
  }

  /** Row of a step in the record. */
  int originRow(long step) {
    return Math.toIntExact(step - originStep);
  }

  /** Without the steps before {@code from}. */
  HeldChunk from(long from, Signature signature) {
    if (from <= firstStep) {
      return this;
    }
    int skipped = Math.toIntExact(from - firstStep);
    PayloadRows rest = new PayloadRows(signature, steps - skipped);
    return new HeldChunk(
        number,
        origin,
        originStep,
        from,
        steps - skipped,
        policyVersion,
        rest.add(payload, steps, skipped, steps).payload(),
        Arrays.copyOfRange(initial, skipped, steps));
  }

  /** With another value in a column of one step. */
  HeldChunk amended(Signature signature, long step, int column, byte[] value) {
    byte[] changed = payload.clone();
    int at =
        PayloadRows.offset(signature, column, steps)
            + Math.toIntExact(step - firstStep) * value.length;
    System.arraycopy(value, 0, changed, at, value.length);
    return new HeldChunk(
        number, origin, originStep, firstStep, steps, policyVersion, changed, initial);
  }
}
