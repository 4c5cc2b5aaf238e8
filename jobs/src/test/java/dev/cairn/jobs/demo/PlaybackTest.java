package dev.cairn.jobs.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.examples.dqn.Mlp;
import dev.cairn.examples.dqn.PolicySnapshot;
import dev.cairn.jobs.start.StartException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaybackTest {

  static {
    System.setProperty("java.awt.headless", "true");
  }

  @TempDir private Path directory;

  @Test
  void play_policy_isOneEpisodeAsFrames() throws Exception {
    RunFolder folder = new RunFolder(directory);
    Mlp policy = Mlp.random(3, 4, 16, 2);

    double result = Playback.play(policy, 1, folder.animation());

    assertThat(result).isBetween(5.0, 500.0);
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    try (ImageInputStream in = ImageIO.createImageInputStream(folder.animation().toFile())) {
      reader.setInput(in);
      // Every second step, and the last one.
      assertThat(reader.getNumImages(true)).isEqualTo((int) Math.ceil(result / 2) + 1);
    }
  }

  @Test
  void read_writtenPolicy_isTheSame() throws Exception {
    Path file = directory.resolve("policy.avro");
    Mlp policy = Mlp.random(3, 4, 16, 2);

    PolicyFile.write(file, new PolicySnapshot(77, policy), "space");

    PolicySnapshot read = PolicyFile.read(file);
    assertThat(read.version()).isEqualTo(77);
    float[] observation = {0.1f, -0.2f, 0.05f, 0.3f};
    assertThat(read.network().forward(observation)).containsExactly(policy.forward(observation));
  }

  @Test
  void read_noPolicy_saysWhatToName() {
    assertThatThrownBy(() -> PolicyFile.read(directory.resolve("policy.avro")))
        .isInstanceOf(StartException.class)
        .hasMessageStartingWith("there is no policy: file=" + directory);
  }

  @Test
  void read_garbage_isOneReadableLine() throws Exception {
    Path file = Files.write(directory.resolve("policy.avro"), new byte[] {1, 2, 3});

    assertThatThrownBy(() -> PolicyFile.read(file))
        .hasMessageStartingWith("the file must hold a policy: file=" + file)
        .isInstanceOfSatisfying(StartException.class, e -> assertThat(e.lines()).hasSize(1));
  }

  @Test
  void create_folderWithARun_isRefused() throws Exception {
    Files.createFile(directory.resolve("summary.json"));

    assertThatThrownBy(() -> RunFolder.create(directory, "demo"))
        .hasMessage("the folder holds a run already: --out=" + directory);
  }
}
