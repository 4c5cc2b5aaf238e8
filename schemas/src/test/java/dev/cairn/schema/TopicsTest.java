package dev.cairn.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TopicsTest {

  @Test
  void names_ofASpace_beginWithIt() {
    Topics topics = new Topics("demo");
    assertThat(
            List.of(
                topics.transitions(),
                topics.feedback(),
                topics.stats(),
                topics.control(),
                topics.parameters(),
                topics.deadLetters(),
                topics.minibatches("replay")))
        .containsExactly(
            "demo.transitions",
            "demo.feedback",
            "demo.stats",
            "demo.control",
            "demo.parameters",
            "demo.dead-letters",
            "demo.minibatches.replay");
  }

  @Test
  void names_withCharactersThatKafkaRefuses_areRefused() {
    for (String name : List.of("", "a b", "a/b", "ä", "x".repeat(101))) {
      assertThatThrownBy(() -> new Topics(name))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("space=" + name);
      assertThatThrownBy(() -> new Topics("demo").minibatches(name))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("table=" + name);
    }
  }
}
