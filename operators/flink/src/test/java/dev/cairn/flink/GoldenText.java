package dev.cairn.flink;

import dev.cairn.replay.Run;
import dev.cairn.schema.Minibatch;
import dev.cairn.schema.Stats;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** What comes out of a {@link GoldenStory}, a line each, without what differs between attempts. */
final class GoldenText {

  private GoldenText() {}

  static String of(Run run) {
    return "episode="
        + run.episode()
        + " first="
        + run.firstStep()
        + " steps="
        + run.steps()
        + " terminated="
        + run.terminated()
        + " version="
        + run.policyVersion()
        + " ids="
        + Arrays.toString(run.ids())
        + " rows="
        + Arrays.toString(run.rows())
        + " lengths="
        + Arrays.toString(run.lengths())
        + " initial="
        + Arrays.toString(run.initial())
        + " return="
        + run.episodeReturn()
        + " payload="
        + Arrays.hashCode(run.payload());
  }

  static String of(Minibatch batch) {
    Map<String, Integer> columns = new TreeMap<>();
    batch
        .getColumns()
        .forEach(column -> columns.put(column.getName(), column.getTensor().getData().hashCode()));
    return "answer "
        + batch.getTable()
        + "/"
        + batch.getShard()
        + " request="
        + batch.getRequest()
        + " ids="
        + Arrays.toString(ReplayCluster.ids(batch))
        + " priorities="
        + Arrays.toString(ReplayCluster.priorities(batch))
        + " columns="
        + columns;
  }

  static String of(Stats stats) {
    return "stats "
        + stats.getTable()
        + "/"
        + stats.getShard()
        + " config="
        + stats.getConfigVersion()
        + " received="
        + stats.getSteps().getReceived()
        + " assembled="
        + stats.getSteps().getAssembled()
        + " pending="
        + stats.getSteps().getPending()
        + " dropped="
        + stats.getSteps().getDropped()
        + " duplicates="
        + stats.getSteps().getDuplicates()
        + " rejected="
        + stats.getSteps().getRejected()
        + " created="
        + stats.getItems().getCreated()
        + " live="
        + stats.getItems().getLive()
        + " evicted="
        + stats.getItems().getEvicted()
        + " sampled="
        + stats.getItems().getSampled()
        + " promoted="
        + stats.getItems().getPromoted()
        + " demoted="
        + stats.getItems().getDemoted()
        + " applied="
        + stats.getUpdates().getApplied()
        + " gone="
        + (stats.getUpdates().getEarly() + stats.getUpdates().getStale())
        + " waiting="
        + stats.getWaitingRequests();
  }
}
