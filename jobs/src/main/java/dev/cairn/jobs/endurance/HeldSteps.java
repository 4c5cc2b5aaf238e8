package dev.cairn.jobs.endurance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.flink.StoredShards;
import dev.cairn.jobs.inspect.CheckpointReader;
import dev.cairn.replay.DrawnBatch;
import dev.cairn.replay.ReplayShard;
import dev.cairn.replay.ShardContents;
import dev.cairn.replay.TableSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which numbered steps a savepoint holds. */
final class HeldSteps {

  private static final ObjectMapper JSON = new ObjectMapper();

  private HeldSteps() {}

  /**
   * The steps of a stream.
   *
   * @param count how many
   * @param sum of their indexes, each scrambled: no other set of as many has it, but by a chance of
   *     2^-64
   */
  record Set(long count, long sum) {

    static final Set NONE = new Set(0, 0);

    /** The steps 0 to count - 1, each once. */
    static Set first(long count) {
      Set set = NONE;
      for (long index = 0; index < count; index++) {
        set = set.plus(index);
      }
      return set;
    }

    Set plus(long index) {
      return new Set(count + 1, sum + scrambled(index));
    }

    Set plus(Set other) {
      return new Set(count + other.count, sum + other.sum);
    }

    /** Finalizer of SplitMix64 (Steele et al. 2014). */
    private static long scrambled(long index) {
      long z = (index + 1) * 0x9E3779B97F4A7C15L;
      z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
      return z ^ (z >>> 31);
    }
  }

  /** By stream. */
  static Map<Integer, Set> read(Path savepoint, TableSpec table) throws JsonProcessingException {
    Map<Integer, Set> all = new TreeMap<>();
    for (String shard : CheckpointReader.read(savepoint, List.of(table), new Look())) {
      Map<Integer, Set> found = JSON.readValue(shard, new TypeReference<>() {});
      found.forEach((stream, set) -> all.merge(stream, set, Set::plus));
    }
    return all;
  }

  /** Reads a shard where its state is. */
  private record Look() implements StoredShards.Look {

    @Override
    public String at(TableSpec table, int shard, ReplayShard.Blocks blocks, byte[] header)
        throws JsonProcessingException {
      ShardContents contents = ShardContents.of(table, shard, blocks, header);
      Map<Integer, Set> found = new TreeMap<>();
      contents.forEach(
          item -> {
            long number = number(contents.payload(item.slot()));
            found.merge(
                NumberedSteps.stream(number),
                Set.NONE.plus(NumberedSteps.index(number)),
                Set::plus);
          });
      return JSON.writeValueAsString(found);
    }

    private static long number(List<DrawnBatch.ColumnData> payload) {
      for (DrawnBatch.ColumnData column : payload) {
        if (column.name().equals("number")) {
          return ByteBuffer.wrap(column.data()).order(ByteOrder.LITTLE_ENDIAN).getLong();
        }
      }
      throw new IllegalStateException("an item has a number: columns=" + payload);
    }
  }
}
