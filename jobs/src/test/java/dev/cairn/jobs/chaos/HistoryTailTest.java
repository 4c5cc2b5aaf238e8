package dev.cairn.jobs.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTailTest {

  @TempDir private Path folder;

  private final List<Event> seen = new ArrayList<>();

  @Test
  void read_againAndAgain_handsEachEventOverOnce() {
    List<Event> events = Story.of(11, 4_800);
    HistoryTail tail = new HistoryTail(folder, "worker-");

    try (HistoryFile first = HistoryFile.begin(folder, "worker-1");
        HistoryFile other = HistoryFile.begin(folder, "faults")) {
      for (int i = 0; i < events.size(); i++) {
        first.append(events.get(i));
        other.append(events.get(i));
        if (i % 37 == 0) {
          tail.read(seen::add);
        }
      }
    }
    tail.read(seen::add);
    tail.read(seen::add);

    assertThat(seen).hasSameSizeAs(events);
    assertThat(HistoryChecker.check(seen::forEach))
        .isEqualTo(HistoryChecker.check(events::forEach));
  }

  @Test
  void read_lineThatIsNotWhole_waitsForItsEnd() throws Exception {
    HistoryTail tail = new HistoryTail(folder, "worker-");
    Path file = Files.writeString(folder.resolve("worker-1.0.jsonl"), "{\"event\":\"calm\",\"tim");
    tail.read(seen::add);
    assertThat(seen).isEmpty();

    Files.writeString(file, "eMs\":1,\"limitMs\":2}\n", StandardOpenOption.APPEND);
    tail.read(seen::add);

    assertThat(seen).containsExactly(new Event.Calm(1, 2));
  }

  @Test
  void acknowledged_byTailOrWhole_isTheSame() {
    List<Event> events = Story.of(12, 4_800);
    try (HistoryFile file = HistoryFile.begin(folder, "worker-1")) {
      events.forEach(file::append);
    }
    Acknowledged tailed = new Acknowledged();
    new HistoryTail(folder, "worker-").read(tailed);
    Acknowledged whole = Acknowledged.of(folder);
    Verdict verdict = HistoryChecker.check(events::forEach);

    assertThat(whole.steps()).isEqualTo(verdict.acknowledged()).isEqualTo(tailed.steps());
    assertThat(whole.steps(0) + whole.steps(1)).isEqualTo(whole.steps());
    assertThat(whole.batches()).isEqualTo(verdict.batches()).isEqualTo(tailed.batches());
    assertThat(whole.updates()).isPositive().isEqualTo(tailed.updates());
    assertThat(whole.lastBatchMs()).isPositive();
  }
}
