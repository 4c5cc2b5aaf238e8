package dev.cairn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.schema.DType;
import dev.cairn.schema.Tensors;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RowTest {

  private final Row row = new Row();

  private Row.Cell cell(String name) {
    return Objects.requireNonNull(row.cells().get(name));
  }

  @Test
  void tensor_anyDtype_isTakenAsItIs() {
    row.tensor("x", Tensors.of(new long[] {1, 2, 3, 4, 5, 6}, 2, 3));
    assertThat(cell("x").dtype).isEqualTo(DType.int64);
    assertThat(cell("x").shape).containsExactly(2, 3);
    assertThat(cell("x").data.position()).isEqualTo(48);
    assertThat(cell("x").data.getLong(8)).isEqualTo(2);
    row.tensor("x", Tensors.scalar(true));
    assertThat(cell("x").shape).isEmpty();
    assertThat(cell("x").data.position()).isEqualTo(1);
  }

  @Test
  void bytes_laterFilledOtherwise_leavesTheCallersArrayAlone() {
    byte[] mine = new byte[8];
    row.bytes("x", DType.float32, mine, 2);
    row.floats("x", 1, 2);
    assertThat(mine).containsOnly(0);
    assertThat(cell("x").data.getFloat(4)).isEqualTo(2);
  }

  @Test
  void bytes_sizeIsNotThatOfTheShape_isRefused() {
    assertThatThrownBy(() -> row.bytes("x", DType.int16, new byte[5], 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected=6 bytes=5");
  }

  @Test
  void floats_filledAgain_reusesItsMemory() {
    row.floats("x", 1, 2);
    var data = cell("x").data;
    row.floats("x", 3, 4);
    assertThat(cell("x").data).isSameAs(data);
    assertThat(data.getFloat(0)).isEqualTo(3);
    row.floats("x", 5);
    assertThat(cell("x").shape).containsExactly(1);
  }
}
