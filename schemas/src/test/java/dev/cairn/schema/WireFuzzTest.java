package dev.cairn.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.management.ManagementFactory;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Any bytes are a record or refused; scripts/fuzz looks for bytes that are neither. */
class WireFuzzTest {

  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final Class<?>[] KINDS =
      KnownSchemas.CURRENT.stream().map(WireFuzzTest::type).toArray(Class<?>[]::new);

  /** Messages of errors, and what the fuzzer itself notes. */
  private static final long CONSTANT_BYTES = 1 << 20;

  private static final long BYTES_A_BYTE = 64;

  @FuzzTest
  void decode_anyBytes_areARecordOrRefused(byte[] data) {
    SpecificRecord record = decoded(data);
    if (record != null) {
      byte[] bytes = Wire.encode(record);
      assertThat(Wire.encode(Wire.decodeAny(bytes, KINDS))).isEqualTo(bytes);
    }
    // By now the classes that it takes are loaded.
    long thread = Thread.currentThread().getId();
    long before = THREADS.getThreadAllocatedBytes(thread);
    var unused = decoded(data);
    assertThat(THREADS.getThreadAllocatedBytes(thread) - before)
        .isLessThan(CONSTANT_BYTES + BYTES_A_BYTE * data.length);
  }

  private static @Nullable SpecificRecord decoded(byte[] data) {
    try {
      return Wire.decodeAny(data, KINDS);
    } catch (WireException e) {
      return null;
    }
  }

  private static Class<?> type(Schema schema) {
    return SpecificData.get().getClass(schema);
  }
}
