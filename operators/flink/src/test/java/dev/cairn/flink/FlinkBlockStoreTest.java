package dev.cairn.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.replay.BlockStore;
import dev.cairn.replay.BlockStoreContract;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Blocks in RocksDB keep the contract. */
class FlinkBlockStoreTest extends BlockStoreContract {

  private final Holder holder = new Holder();
  private KeyedOneInputStreamOperatorTestHarness<Long, Long, Long> harness;
  private long keys;

  /** Has keyed state and nothing else. */
  private static final class Holder extends AbstractStreamOperator<Long>
      implements OneInputStreamOperator<Long, Long> {

    private static final long serialVersionUID = 1L;

    @Override
    public void processElement(StreamRecord<Long> element) {}

    BlockStore store(long key) throws Exception {
      KeyedStateBackend<Long> backend = getKeyedStateBackend();
      return new FlinkBlockStore(
          backend,
          key,
          getRuntimeContext()
              .getMapState(
                  new MapStateDescriptor<>(
                      "blocks", Types.INT, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO)));
    }
  }

  @BeforeEach
  void open() throws Exception {
    harness =
        new KeyedOneInputStreamOperatorTestHarness<>(holder, value -> value, Types.LONG, 128, 1, 0);
    harness.setStateBackend(new EmbeddedRocksDBStateBackend(true));
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Override
  protected BlockStore create() throws Exception {
    return holder.store(keys++);
  }

  @Test
  void stores_ofTwoShards_areApart() throws Exception {
    BlockStore one = holder.store(1);
    BlockStore two = holder.store(2);
    one.put(0, new byte[] {1});
    two.put(0, new byte[] {2});
    one.put(5, new byte[] {5});
    two.remove(5);
    assertThat(one.get(0)).containsExactly(1);
    assertThat(two.get(0)).containsExactly(2);
    assertThat(one.get(5)).containsExactly(5);
    assertThat(two.get(5)).isNull();
  }
}
