package dev.cairn.jobs.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.jobs.start.StartException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedFlinkITCase {

  private static final AtomicLong SEEN = new AtomicLong();
  private static final AtomicInteger OPENED = new AtomicInteger();

  @TempDir private Path directory;

  @Test
  void killTaskManager_runningJob_restartsIt() throws Exception {
    try (EmbeddedFlink flink = EmbeddedFlink.start(directory, 0, 1, Map.of())) {
      JobID job =
          flink.submit(
              env ->
                  env.fromSequence(0, Long.MAX_VALUE - 1)
                      .map(new Counting())
                      .sinkTo(new DiscardingSink<>()));
      await(() -> SEEN.get() > 10);
      assertThat(status(flink)).isEqualTo(200);

      flink.killTaskManager();

      await(() -> OPENED.get() >= 2);
      long before = SEEN.get();
      await(() -> SEEN.get() > before + 10);
      flink.killTaskManager();
      await(() -> OPENED.get() >= 3);
      assertThat(flink.status(job).get(5, TimeUnit.SECONDS)).isEqualTo(JobStatus.RUNNING);

      flink.cancel(job);
      assertThat(flink.status(job).get(5, TimeUnit.SECONDS)).isEqualTo(JobStatus.CANCELED);
    }
  }

  @Test
  void start_portInUse_isOneReadableLine() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = socket.getLocalPort();
      assertThatThrownBy(() -> EmbeddedFlink.start(directory, port, 1, Map.of()))
          .isInstanceOf(StartException.class)
          .hasMessageStartingWith("the port is in use: --port=" + port);
    }
  }

  private static int status(EmbeddedFlink flink) throws Exception {
    assertThat(flink.webPage().getHost()).isEqualTo("127.0.0.1");
    HttpURLConnection connection = (HttpURLConnection) flink.webPage().toURL().openConnection();
    return connection.getResponseCode();
  }

  private static void await(java.util.function.BooleanSupplier condition) throws Exception {
    Instant end = Instant.now().plus(Duration.ofSeconds(30));
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as("30 s are over").isBefore(end);
      Thread.sleep(20);
    }
  }

  private static final class Counting extends RichMapFunction<Long, Long> {

    @Override
    public void open(OpenContext context) {
      OPENED.incrementAndGet();
    }

    @Override
    public Long map(Long value) throws Exception {
      Thread.sleep(1);
      SEEN.incrementAndGet();
      return value;
    }
  }
}
