package dev.cairn.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.cairn.jobs.start.StartException;
import java.nio.charset.StandardCharsets;

/** Any text is a configuration or refused in lines; scripts/fuzz looks for text that is neither. */
class ConfigFileFuzzTest {

  @FuzzTest
  void parse_anyText_isAConfigurationOrRefused(byte[] data) {
    CairnConfig config;
    try {
      config = ConfigFile.parse("f", new String(data, StandardCharsets.UTF_8), null);
    } catch (StartException e) {
      assertThat(e.lines()).isNotEmpty().allSatisfy(line -> assertThat(line).startsWith("f: "));
      return;
    }
    CairnConfig again = ConfigFile.parse("f", config.yaml(), null);
    assertThat(again.tables()).isEqualTo(config.tables());
    assertThat(again.topics()).isEqualTo(config.topics());
    assertThat(again.kafka()).isEqualTo(config.kafka());
    assertThat(again.flink()).isEqualTo(config.flink());
  }
}
