package dev.cairn.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

class ReplayPipelineTest {

  private final PipelineSpec spec =
      TestTables.pipeline(TestTables.table("a", 4), TestTables.table("b", 1));

  @Test
  void build_everyOperator_hasItsUidAsItsName() {
    List<String> uids = new ArrayList<>();
    for (StreamNode node : graph(1).getStreamNodes()) {
      if (node.getTransformationUID() != null) {
        uids.add(node.getTransformationUID());
      }
    }

    assertThat(uids)
        .contains(
            OperatorIds.TRANSITIONS,
            OperatorIds.FEEDBACK,
            OperatorIds.STATS,
            OperatorIds.CONTROL,
            OperatorIds.DECODE_TRANSITIONS,
            OperatorIds.DECODE_FEEDBACK,
            OperatorIds.DECODE_STATS,
            OperatorIds.DECODE_CONTROL,
            OperatorIds.ASSEMBLE,
            OperatorIds.REPLAY)
        .anyMatch(uid -> uid.contains(OperatorIds.MINIBATCHES_SINK))
        .anyMatch(uid -> uid.contains(OperatorIds.STATS_SINK))
        .anyMatch(uid -> uid.contains(OperatorIds.DEAD_LETTERS_SINK));
    assertThat(graph(1).getStreamNodes())
        .allMatch(node -> node.getTransformationUID() != null, "has a uid");
  }

  @Test
  void build_withoutGenericTypes_makesAJobGraph() {
    JobGraph graph = graph(2).getJobGraph();

    assertThat(graph.getNumberOfVertices()).isPositive();
  }

  @Test
  void build_replay_hasTheMaximumParallelismOfItsKeys() {
    StreamNode replay =
        graph(2).getStreamNodes().stream()
            .filter(node -> OperatorIds.REPLAY.equals(node.getTransformationUID()))
            .findFirst()
            .orElseThrow();

    assertThat(replay.getMaxParallelism()).isEqualTo(128);
    assertThat(replay.getParallelism()).isEqualTo(2);
  }

  @Test
  void build_withoutTables_isRefused() {
    assertThatThrownBy(() -> new PipelineSpec("s", List.of(), Map.of(), 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tables=[]");
  }

  private StreamGraph graph(int parallelism) {
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    env.setParallelism(parallelism);
    ReplayPipeline.build(env, spec);
    return env.getStreamGraph();
  }
}
