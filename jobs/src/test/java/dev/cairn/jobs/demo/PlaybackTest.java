package dev.cairn.jobs.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.examples.dqn.Mlp;
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
  void create_folderWithARun_isRefused() throws Exception {
    Files.createFile(directory.resolve("summary.json"));

    assertThatThrownBy(() -> RunFolder.create(directory, "demo"))
        .hasMessage("the folder holds a run already: --out=" + directory);
  }
}
