package dev.cairn.examples.dqn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.examples.cartpole.CartPole;
import dev.cairn.schema.Column;
import dev.cairn.schema.Tensors;
import java.util.List;
import org.junit.jupiter.api.Test;

class MlpTest {

  @Test
  void forward_twoLayers_affineReluAffine() {
    Mlp network =
        new Mlp(
            List.of(
                new Mlp.Layer(2, 2, new float[] {1, 2, -1, 1}, new float[] {0.5f, 0}),
                new Mlp.Layer(2, 1, new float[] {3, 5}, new float[] {-1})));
    // hidden: 1*1 + 2*0.5 + 0.5 = 2.5; -1*1 + 1*0.5 = -0.5, cut to 0. output: 3*2.5 + 5*0 - 1
    assertThat(network.forward(new float[] {1, 0.5f})).containsExactly(6.5f);
    // hidden: -1 + 0.5 < 0; 1. output: 0 + 5*1 - 1; the last layer is not cut
    assertThat(network.forward(new float[] {-1, 0})).containsExactly(4f);
    assertThat(network.forward(new float[] {0, 0})).containsExactly(0.5f);
  }

  @Test
  void greedyAction_equalValues_lowest() {
    Mlp network =
        new Mlp(List.of(new Mlp.Layer(1, 3, new float[] {1, 2, 2}, new float[] {0, 0, 0})));
    assertThat(network.greedyAction(new float[] {1})).isEqualTo(1);
    assertThat(network.greedyAction(new float[] {-1})).isEqualTo(0);
    assertThat(network.greedyAction(new float[] {0})).isEqualTo(0);
  }

  @Test
  void fromColumns_ofToColumns_sameNetwork() {
    Mlp network = Mlp.random(3, 4, 8, 5, 2);
    Mlp copy = Mlp.fromColumns(network.toColumns());
    float[] input = {0.1f, -0.2f, 0.3f, -0.4f};
    assertThat(copy.forward(input)).isEqualTo(network.forward(input));
    assertThat(network.toTensors().keySet())
        .containsExactly(
            "layers.0.weight",
            "layers.0.bias",
            "layers.1.weight",
            "layers.1.bias",
            "layers.2.weight",
            "layers.2.bias");
    assertThat(network.toColumns().get(2).getTensor().getShape()).containsExactly(5, 8);
  }

  @Test
  void fromColumns_missingBiasOrMisfit_refused() {
    List<Column> columns = Mlp.random(3, 4, 8, 2).toColumns();
    assertThatThrownBy(() -> Mlp.fromColumns(columns.subList(0, 3)))
        .hasMessageContaining("layer 1 must have a bias");
    assertThatThrownBy(() -> Mlp.fromColumns(List.of()))
        .hasMessageContaining("a network must have a layer");
    assertThatThrownBy(
            () ->
                Mlp.fromColumns(
                    List.of(
                        columns.get(0),
                        columns.get(1),
                        Tensors.column("layers.1.weight", Tensors.of(new float[14], 2, 7)),
                        columns.get(3))))
        .hasMessageContaining("inputs=7 outputs=8");
  }

  @Test
  void checkFits_otherEnvironment_refused() {
    Mlp.random(1, 4, 2).checkFits(new CartPole());
    assertThatThrownBy(() -> Mlp.random(1, 3, 2).checkFits(new CartPole()))
        .hasMessageContaining("inputs=3");
    assertThatThrownBy(() -> Mlp.random(1, 4, 3).checkFits(new CartPole()))
        .hasMessageContaining("outputs=3");
  }

  @Test
  void random_sameSeed_sameWithinBounds() {
    float[] weight = Mlp.random(5, 16, 4).layers().get(0).weight();
    assertThat(Mlp.random(5, 16, 4).layers().get(0).weight()).isEqualTo(weight);
    assertThat(Mlp.random(6, 16, 4).layers().get(0).weight()).isNotEqualTo(weight);
    for (float value : weight) {
      assertThat(Math.abs(value)).isLessThanOrEqualTo(0.25f);
    }
  }
}
