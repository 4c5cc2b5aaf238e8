package dev.cairn.jobs.topics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.config.ConfigFile;
import dev.cairn.schema.DType;
import dev.cairn.schema.Feedback;
import dev.cairn.schema.PriorityUpdates;
import dev.cairn.schema.Tensor;
import dev.cairn.schema.UpdateKind;
import dev.cairn.schema.Wire;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicPlanTest {

  private static CairnConfig config(String storage, int maxBatch) {
    String yaml =
        """
        space: s
        tables:
          t:
            capacity: {items: 100000, bytes: 1 GiB}
            columns: {rewards: {dtype: float32}}
            storage: %s
            max_batch: %d
        """;
    return ConfigFile.parse("plan", yaml.formatted(storage, maxBatch), null);
  }

  private static long setting(CairnConfig config, String topic, String name) {
    return TopicPlan.of(config).stream()
        .filter(plan -> plan.name().equals("s." + topic))
        .map(plan -> Long.parseLong(plan.settings().getOrDefault(name, "-1")))
        .findFirst()
        .orElseThrow();
  }

  /** A learner that answers each step, 16 batches in one record. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{unit: sequences, length: 400} | 256 | 400",
        "{unit: episodes, max_length: 1000} | 64 | 1000",
        "{unit: fragments} | 1024 | 64",
        "{n_steps: 5, gamma: 1} | 8192 | 1"
      })
  void feedback_valuesOfEveryStepOfAWindow_fit(String storage, int batch, int steps)
      throws Exception {
    CairnConfig config = config(storage, batch);

    int bytes = Wire.encode(feedback(16, batch, steps)).length;

    long allowed = setting(config, "feedback", "max.message.bytes");
    assertThat(allowed).isBetween((long) bytes, bytes + (32L << 10));
    assertThat(setting(config, "feedback", "segment.bytes")).isGreaterThanOrEqualTo(allowed);
  }

  /** Kafka takes no more than an int; one batch fits always. */
  @Test
  void feedback_ofVeryLongItems_hasRoomForOneBatch() throws Exception {
    CairnConfig config = config("{unit: sequences, length: 32768}", 1_024);

    int bytes = Wire.encode(feedback(1, 1_024, 32_768)).length;

    assertThat(setting(config, "feedback", "max.message.bytes"))
        .isBetween((long) bytes, (long) Integer.MAX_VALUE);
  }

  @Test
  void feedback_ofSingleSteps_staysSmall() {
    assertThat(setting(config("{}", 256), "feedback", "max.message.bytes")).isEqualTo(1 << 20);
  }

  private static Feedback feedback(int batches, int items, int steps) {
    List<PriorityUpdates> updates = new ArrayList<>();
    for (int i = 0; i < batches; i++) {
      updates.add(
          PriorityUpdates.newBuilder()
              .setTable("t")
              .setShard(0)
              .setAttempt(1)
              .setSequence(i)
              .setSlots(ByteBuffer.allocate(4 * items))
              .setIds(ByteBuffer.allocate(8 * items))
              .setKind(UpdateKind.td_error)
              .setValues(tensor(DType.float32, 4, items, steps))
              .setMask(tensor(DType.bool, 1, items, steps))
              .build());
    }
    return Feedback.newBuilder()
        .setSpace("s")
        .setLearner("learner")
        .setUpdates(updates)
        .setSentMs(0)
        .build();
  }

  private static Tensor tensor(DType dtype, int bytes, int items, int steps) {
    return Tensor.newBuilder()
        .setDtype(dtype)
        .setShape(List.of(items, steps))
        .setData(ByteBuffer.allocate(bytes * items * steps))
        .build();
  }
}
