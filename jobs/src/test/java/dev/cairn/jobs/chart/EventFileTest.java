package dev.cairn.jobs.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFileTest {

  private static final HexFormat HEX = HexFormat.of();

  @TempDir private Path directory;

  @Test
  void maskedCrc_ofTheLengthOfAKnownFile_isWhatTensorFlowWrites() {
    // Every event file starts with 18 00.. (24 bytes) and this checksum: tensorflow/tensorboard.
    byte[] length = HEX.parseHex("1800000000000000");

    assertThat(Integer.toHexString(Integer.reverseBytes(EventFile.maskedCrc(length))))
        .isEqualTo("a37f4b22");
  }

  @Test
  void add_scalars_areFramedEvents() throws Exception {
    try (EventFile file = new EventFile(directory, 1_500)) {
      file.add(300, 2_500, Map.of("return", 475.0));
      file.add(301, 2_500, Map.of("return", Double.NaN));
    }

    List<byte[]> events = frames(directory.resolve("events.out.tfevents.1.cairn"));

    assertThat(events).hasSize(3);
    // 09 wall_time=1.5, 10 step=0, 1a file_version.
    assertThat(HEX.formatHex(events.get(0)))
        .isEqualTo(
            "09000000000000f83f"
                + "1000"
                + "1a0d"
                + HEX.formatHex("brain.Event:2".getBytes(StandardCharsets.UTF_8)));
    // 10 step=300 (ac 02), 2a summary { 0a value { 0a tag, 15 simple_value=475 } }.
    assertThat(HEX.formatHex(events.get(1)))
        .isEqualTo("090000000000000440" + "10ac02" + "2a0f0a0d0a0672657475726e150080ed43");
    assertThat(HEX.formatHex(events.get(2))).isEqualTo("090000000000000440" + "10ad02" + "2a00");
  }

  private static List<byte[]> frames(Path file) throws Exception {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> frames = new ArrayList<>();
    while (in.hasRemaining()) {
      byte[] length = new byte[8];
      in.get(length);
      assertThat(in.getInt()).isEqualTo(EventFile.maskedCrc(length));
      byte[] data =
          new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      in.get(data);
      assertThat(in.getInt()).isEqualTo(EventFile.maskedCrc(data));
      frames.add(data);
    }
    return frames;
  }
}
