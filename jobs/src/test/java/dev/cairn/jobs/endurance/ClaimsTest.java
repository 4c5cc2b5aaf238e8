package dev.cairn.jobs.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClaimsTest {

  @Test
  void exitCode_everythingHolds_isZero() {
    Claims claims = new Claims();
    claims.check(true, "one");
    claims.checkNone(List.of(), "another");

    assertThat(claims.exitCode()).isZero();
  }

  @Test
  void exitCode_oneIsBroken_isOne() {
    Claims claims = new Claims();
    claims.checkNone(List.of("left=1 right=2"), "one");
    claims.check(true, "another");

    assertThat(claims.exitCode()).isEqualTo(1);
  }
}
