package dev.cairn.flink;

import dev.cairn.replay.ReplayShard;
import dev.cairn.replay.TableSpec;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.state.api.OperatorIdentifier;
import org.apache.flink.state.api.SavepointReader;
import org.apache.flink.state.api.functions.KeyedStateReaderFunction;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** The shards that a checkpoint or savepoint holds, read with Flink's State Processor API. */
public final class StoredShards {

  private StoredShards() {}

  /** What is done with each shard, where its state is read. */
  public interface Look extends Serializable {
    /**
     * @param table the table as it is configured
     * @param shard its number
     * @param blocks its blocks; only to be read, and only during this call
     * @param header the memory's own header
     * @return what is found, of any form
     */
    String at(TableSpec table, int shard, ReplayShard.Blocks blocks, byte[] header)
        throws Exception;
  }

  /**
   * Runs a job that looks at every shard of the given tables.
   *
   * @param env where it runs
   * @param path directory of the checkpoint or savepoint
   * @param tables those to look at; shards of others are passed over
   * @return what was found, one entry a shard, in no special order
   * @throws Exception when the checkpoint cannot be read; its innermost cause says why
   */
  public static List<String> read(
      StreamExecutionEnvironment env, String path, List<TableSpec> tables, Look look)
      throws Exception {
    var shards =
        SavepointReader.read(env, path, new EmbeddedRocksDBStateBackend())
            .readKeyedState(
                OperatorIdentifier.forUid(OperatorIds.REPLAY),
                new Reader(new ArrayList<>(tables), look),
                org.apache.flink.api.common.typeinfo.Types.LONG,
                org.apache.flink.api.common.typeinfo.Types.STRING);
    List<String> found = new ArrayList<>();
    try (CloseableIterator<String> results = shards.executeAndCollect("cairn inspect")) {
      results.forEachRemaining(found::add);
    }
    return found;
  }

  private static final class Reader extends KeyedStateReaderFunction<Long, String> {

    private static final long serialVersionUID = 1L;

    private final ArrayList<TableSpec> tables;
    private final Look look;

    private transient @Nullable ValueState<byte[]> header;
    private transient ReplayShard.@Nullable Blocks blocks;

    Reader(ArrayList<TableSpec> tables, Look look) {
      this.tables = tables;
      this.look = look;
    }

    @Override
    public void open(OpenContext context) {
      header = getRuntimeContext().getState(ShardStates.header());
      blocks = new ReplayShard.Blocks(blocks("segments"), blocks("fixed"), blocks("changing"));
    }

    private StoredBlocks blocks(String name) {
      MapState<Integer, byte[]> state = getRuntimeContext().getMapState(ShardStates.blocks(name));
      return new StoredBlocks(name, state);
    }

    @Override
    public void readKey(Long key, Context context, Collector<String> out) throws Exception {
      if (header == null || blocks == null) {
        throw new IllegalStateException("open() must come first: header=null");
      }
      byte[] stored = header.value();
      if (stored == null) {
        throw new IOException("every shard has a header: key=" + key);
      }
      StateHeader found = StateHeader.decode(stored);
      for (TableSpec table : tables) {
        if (table.name().equals(found.table())) {
          out.collect(look.at(table, found.shard(), blocks, found.core()));
        }
      }
    }
  }
}
