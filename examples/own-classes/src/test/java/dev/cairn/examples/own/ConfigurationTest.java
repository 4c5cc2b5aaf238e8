package dev.cairn.examples.own;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.jobs.config.ConfigFile;
import dev.cairn.replay.RemoverSpec;
import dev.cairn.replay.ScorerSpec;
import dev.cairn.replay.TableSpec;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigurationTest {

  @Test
  void load_theExample_namesTheClassesWithTheirSettings() {
    TableSpec table = ConfigFile.load(Path.of("own-classes.yaml"), null).tables().get(0);

    assertThat(table.importance().parts().get(0).scorer())
        .isEqualTo(
            new ScorerSpec.Custom(SurprisingReward.class.getName(), Map.of("half_life", "5000")));
    assertThat(table.remover())
        .isEqualTo(new RemoverSpec(RemoverSpec.Kind.CUSTOM, MostDrawnRemover.class.getName(), 0));
  }
}
