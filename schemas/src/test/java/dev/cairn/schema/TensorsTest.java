package dev.cairn.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class TensorsTest {

  @Test
  void of_eachElementType_isLittleEndian() {
    assertThat(hex(Tensors.of(new float[] {1}))).isEqualTo("0000803f");
    assertThat(hex(Tensors.of(new double[] {1}))).isEqualTo("000000000000f03f");
    assertThat(hex(Tensors.of(new int[] {1, -2}))).isEqualTo("01000000feffffff");
    assertThat(hex(Tensors.of(new long[] {258}))).isEqualTo("0201000000000000");
    assertThat(hex(Tensors.of(new boolean[] {true, false}))).isEqualTo("0100");
    assertThat(hex(Tensors.of(new byte[] {-1, 2}))).isEqualTo("ff02");
  }

  @Test
  void of_withoutShape_isAVector() {
    assertThat(Tensors.of(new float[] {1, 2, 3}).getShape()).containsExactly(3);
    assertThat(Tensors.of(new long[0]).getShape()).containsExactly(0);
  }

  @Test
  void scalar_ofEachType_hasNoAxes() {
    for (Tensor tensor :
        List.of(
            Tensors.scalar(1f),
            Tensors.scalar(1d),
            Tensors.scalar(1),
            Tensors.scalar(1L),
            Tensors.scalar(true))) {
      assertThat(tensor.getShape()).isEmpty();
      assertThat(Tensors.elements(tensor)).isEqualTo(1);
      assertThat(tensor.getData().remaining()).isEqualTo(Tensors.elementBytes(tensor.getDtype()));
    }
  }

  @Test
  void read_whatWasBuilt_isTheSame() {
    float[] floats = {1.5f, Float.NaN, -0f};
    assertThat(Tensors.floats(Tensors.of(floats))).containsExactly(floats);
    double[] doubles = {Math.PI, Double.NEGATIVE_INFINITY};
    assertThat(Tensors.doubles(Tensors.of(doubles))).containsExactly(doubles);
    assertThat(Tensors.doubles(Tensors.of(new float[] {1.5f, 2}))).containsExactly(1.5, 2.0);
    int[] ints = {Integer.MIN_VALUE, 7};
    assertThat(Tensors.ints(Tensors.of(ints))).containsExactly(ints);
    assertThat(Tensors.longs(Tensors.of(ints))).containsExactly(Integer.MIN_VALUE, 7);
    long[] longs = {Long.MIN_VALUE, -1};
    assertThat(Tensors.longs(Tensors.of(longs))).containsExactly(longs);
    boolean[] flags = {true, false, true};
    assertThat(Tensors.booleans(Tensors.of(flags))).containsExactly(flags);
  }

  @Test
  void ints_smallTypes_keepTheirSign() {
    ByteBuffer data = ByteBuffer.wrap(new byte[] {(byte) 0xfe, (byte) 0xff});
    assertThat(Tensors.ints(Tensors.wrap(DType.uint8, data, 2))).containsExactly(254, 255);
    assertThat(Tensors.ints(Tensors.wrap(DType.int8, data, 2))).containsExactly(-2, -1);
    assertThat(Tensors.ints(Tensors.wrap(DType.int16, data, 1))).containsExactly(-2);
    assertThat(Tensors.longs(Tensors.wrap(DType.uint8, data, 2))).containsExactly(254, 255);
  }

  @Test
  void read_dataThatDoesNotStartAtItsBuffer_isReadFromItsPosition() {
    ByteBuffer data = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).putInt(4, 5);
    data.position(4).limit(8);
    Tensor tensor = Tensors.wrap(DType.int32, data, 1);
    assertThat(Tensors.ints(tensor)).containsExactly(5);
    assertThat(Tensors.data(tensor).getInt(0)).isEqualTo(5);
    assertThat(Tensors.data(tensor).isReadOnly()).isTrue();
    assertThat(data.position()).isEqualTo(4);
  }

  @Test
  void of_shapeThatDoesNotFit_refuses() {
    assertThatThrownBy(() -> Tensors.of(new float[6], 2, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("shape=[2, 2]")
        .hasMessageContaining("bytes=24");
    assertThatThrownBy(() -> Tensors.of(new float[6], -2, -3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("axis must be >= 0");
    assertThatThrownBy(() -> Tensors.of(new byte[0], 1 << 16, 1 << 16))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("too large");
  }

  @Test
  void check_dataOfAnotherSize_refuses() {
    Tensor tensor = new Tensor(DType.float64, List.of(2), ByteBuffer.allocate(15));
    assertThatThrownBy(() -> Tensors.doubles(tensor))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected=16");
  }

  @Test
  void read_anotherElementType_refuses() {
    Tensor floats = Tensors.of(new float[] {1});
    assertThatThrownBy(() -> Tensors.ints(floats))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dtype=float32");
    assertThatThrownBy(() -> Tensors.booleans(floats)).isInstanceOf(IllegalArgumentException.class);
    Tensor wide = Tensors.of(new long[] {1});
    assertThatThrownBy(() -> Tensors.ints(wide)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Tensors.floats(Tensors.of(new double[] {1})))
        .isInstanceOf(IllegalArgumentException.class);
    Tensor unknown = new Tensor(DType.unknown, List.of(0), ByteBuffer.allocate(0));
    assertThatThrownBy(() -> Tensors.check(unknown))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dtype must be known");
  }

  private static String hex(Tensor tensor) {
    StringBuilder text = new StringBuilder();
    ByteBuffer data = Tensors.data(tensor);
    while (data.hasRemaining()) {
      text.append(String.format("%02x", data.get()));
    }
    return text.toString();
  }
}
