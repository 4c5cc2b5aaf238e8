package dev.cairn.jobs.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.jobs.start.StartException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFileTest {

  @TempDir private Path directory;

  @Test
  void read_whatWasWritten_isTheSame() throws Exception {
    Path file = directory.resolve("run.json");
    RunFile run = new RunFile(7, 60_000, 0).again();
    run.write(file);

    assertThat(RunFile.read(file)).isEqualTo(run);
    assertThat(Files.readString(file)).contains("env_steps").contains("\"resumed\" : 1");
    assertThat(run.seedNow()).isNotEqualTo(new RunFile(7, 60_000, 0).seedNow());
  }

  @Test
  void read_somethingElse_isRefused() throws Exception {
    Path file = Files.writeString(directory.resolve("run.json"), "{\"seed\": 1}");

    assertThatThrownBy(() -> RunFile.read(file))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("the file must be what a demo wrote")
        .hasMessageContaining(file.toString());
  }

  @Test
  void resume_aFolderWithoutARun_isRefused() {
    assertThatThrownBy(() -> RunFolder.resume(directory))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("--resume=" + directory);
  }

  @Test
  void resume_aRunThatCameToItsEnd_isRefused() throws Exception {
    Files.writeString(directory.resolve("summary.json"), "{}");

    assertThatThrownBy(() -> RunFolder.resume(directory))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("came to its end");
  }
}
