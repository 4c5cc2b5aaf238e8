package dev.cairn.jobs.bench;

import dev.cairn.schema.Minibatch;
import dev.cairn.schema.PriorityUpdates;
import dev.cairn.schema.Tensors;
import dev.cairn.schema.UpdateKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The distinct items of the newest batches, packed anew into full ones that answer the newest of
 * all: so values that grow from answer to answer are newer each time, and all of them are applied.
 * Thread-safe.
 */
final class DrawnItems {

  private final int most;
  private final ArrayDeque<Batch> newest = new ArrayDeque<>();

  private record Batch(int shard, long attempt, long sequence, ByteBuffer slots, ByteBuffer ids) {}

  /**
   * @param table of the newest batches 64 are kept, and no more than hold half of its items
   */
  DrawnItems(BenchTable table) {
    most = (int) Math.max(1, Math.min(64, table.items() / 2 / table.batch()));
  }

  /** Takes a batch in, and the oldest out. */
  synchronized void add(Minibatch minibatch) {
    if (newest.size() == most) {
      newest.remove();
    }
    newest.add(
        new Batch(
            minibatch.getShard(),
            minibatch.getAttempt(),
            minibatch.getSequence(),
            Tensors.littleEndian(minibatch.getSlots()),
            Tensors.littleEndian(minibatch.getIds())));
  }

  /**
   * Answers without values, of so many items each; what does not fill one is left out, unless it is
   * all of a shard.
   */
  synchronized List<PriorityUpdates> answers(int size) {
    Map<Integer, List<Batch>> shards = new HashMap<>();
    for (Batch batch : newest) {
      shards.computeIfAbsent(batch.shard, n -> new ArrayList<>()).add(batch);
    }
    List<PriorityUpdates> answers = new ArrayList<>();
    for (List<Batch> batches : shards.values()) {
      List<Map.Entry<Long, Integer>> items = distinct(batches);
      Batch last = batches.get(batches.size() - 1);
      int each = Math.min(size, items.size());
      for (int from = 0; from + each <= items.size(); from += each) {
        answers.add(answer(last, items.subList(from, from + each)));
      }
    }
    return answers;
  }

  /** Slots of the items by their ids. */
  private static List<Map.Entry<Long, Integer>> distinct(List<Batch> batches) {
    Map<Long, Integer> slots = new LinkedHashMap<>();
    for (Batch batch : batches) {
      for (int i = 0; i < batch.slots.remaining() / Integer.BYTES; i++) {
        slots.put(batch.ids.getLong(i * Long.BYTES), batch.slots.getInt(i * Integer.BYTES));
      }
    }
    return List.copyOf(slots.entrySet());
  }

  private static PriorityUpdates answer(Batch batch, List<Map.Entry<Long, Integer>> items) {
    ByteBuffer slots = littleEndian(items.size() * Integer.BYTES);
    ByteBuffer ids = littleEndian(items.size() * Long.BYTES);
    for (Map.Entry<Long, Integer> item : items) {
      ids.putLong(item.getKey());
      slots.putInt(item.getValue());
    }
    PriorityUpdates updates = new PriorityUpdates();
    updates.setTable(BenchTable.TABLE);
    updates.setShard(batch.shard);
    updates.setAttempt(batch.attempt);
    updates.setSequence(batch.sequence);
    updates.setSlots(slots.flip());
    updates.setIds(ids.flip());
    updates.setKind(UpdateKind.td_error);
    return updates;
  }

  private static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
