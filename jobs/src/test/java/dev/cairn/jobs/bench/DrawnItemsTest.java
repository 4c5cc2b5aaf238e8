package dev.cairn.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.schema.Minibatch;
import dev.cairn.schema.PriorityUpdates;
import dev.cairn.schema.Tensors;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DrawnItemsTest {

  private static final BenchTable TABLE =
      new BenchTable(Payload.SMALL, 16, 1, 0.6, false, 1, "latency", 4, 5);

  @Test
  void answers_ofItemsThatStandInSeveralBatches_nameEachOnceAndTheNewestBatch() {
    DrawnItems drawn = new DrawnItems(TABLE);
    // Half of the table are two batches: the first one goes.
    drawn.add(batch(1, 91, 92, 93, 94));
    drawn.add(batch(2, 11, 12, 12, 13));
    drawn.add(batch(3, 13, 14, 15, 16));

    List<PriorityUpdates> answers = drawn.answers(3);

    assertThat(answers).extracting(PriorityUpdates::getSequence).containsExactly(3L, 3L);
    assertThat(answers.stream().flatMap(each -> ids(each).stream()))
        .containsExactly(11L, 12L, 13L, 14L, 15L, 16L);
    ByteBuffer slots = Tensors.littleEndian(answers.get(1).getSlots());
    assertThat(slots.getInt(0)).isEqualTo(114);
  }

  @Test
  void answers_fewerItemsThanABatch_areAllOfThem() {
    DrawnItems drawn = new DrawnItems(TABLE);
    drawn.add(batch(1, 11, 11, 11, 12));

    List<PriorityUpdates> answers = drawn.answers(4);

    assertThat(answers).hasSize(1);
    assertThat(ids(answers.get(0))).containsExactly(11L, 12L);
  }

  private static List<Long> ids(PriorityUpdates updates) {
    ByteBuffer ids = Tensors.littleEndian(updates.getIds());
    Long[] found = new Long[ids.remaining() / Long.BYTES];
    Arrays.setAll(found, i -> ids.getLong(i * Long.BYTES));
    return List.of(found);
  }

  /** Items in the slots of their ids and 100. */
  private static Minibatch batch(long sequence, long... ids) {
    Minibatch minibatch = new Minibatch();
    minibatch.setShard(0);
    minibatch.setAttempt(7L);
    minibatch.setSequence(sequence);
    minibatch.setItems(ids.length);
    minibatch.setIds(Tensors.of(ids).getData());
    minibatch.setSlots(
        Tensors.of(Arrays.stream(ids).mapToInt(id -> (int) id + 100).toArray()).getData());
    return minibatch;
  }
}
