package dev.cairn.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ExactBytesTest {

  @Test
  void keep_theSameWrittenAgain_isHeldInAnArrayOfItsSize() {
    ExactBytes out = new ExactBytes();
    write(out);
    out.keep();
    write(out);

    assertThat(out.bytes()).containsExactly(1, 7, 8, 9, 2);
  }

  @Test
  void bytes_lessWrittenThanCounted_isRefused() {
    ExactBytes out = new ExactBytes();
    write(out);
    out.keep();
    out.write(1);

    assertThatThrownBy(out::bytes)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("counted=5 written=1");
  }

  private static void write(ExactBytes out) {
    out.write(1);
    out.write(new byte[] {6, 7, 8, 9, 10}, 1, 3);
    out.write(2);
  }
}
